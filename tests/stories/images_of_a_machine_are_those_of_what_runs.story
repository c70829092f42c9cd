# Which images a machine has: those of all that runs there, the pause of the Pods among them, and what kubeadm has fetched for the control plane. Fact sheet §9.5.
# preset: runtimes
$ ssh control-plane crictl images
IMAGE                                     TAG                 IMAGE ID            SIZE
registry.k8s.io/coredns/coredns           v1.13.1             20898815cd5e9       22MB
registry.k8s.io/etcd                      3.6.6-0             480455e1d82c5       23MB
registry.k8s.io/kube-apiserver            v1.36.2             9eb1766409bad       27MB
registry.k8s.io/kube-controller-manager   v1.36.2             ecae98d7c72ce       23MB
registry.k8s.io/kube-proxy                v1.36.2             9845063599ded       26MB
registry.k8s.io/kube-scheduler            v1.36.2             b5fd8c20ba5cd       18MB
registry.k8s.io/pause                     3.10.1              6bafff9caf954       320kB
$ ssh node-1 crictl images
IMAGE                             TAG                 IMAGE ID            SIZE
registry.k8s.io/coredns/coredns   v1.13.1             20898815cd5e9       22MB
registry.k8s.io/kube-proxy        v1.36.2             9845063599ded       26MB
registry.k8s.io/pause             3.10.1              6bafff9caf954       320kB
$ ssh node-2 crictl images
IMAGE                             TAG                 IMAGE ID            SIZE
registry.k8s.io/coredns/coredns   v1.13.1             20898815cd5e9       22MB
registry.k8s.io/kube-proxy        v1.36.2             9845063599ded       26MB
registry.k8s.io/pause             3.10.1              6bafff9caf954       320kB
$ ssh node-3 docker images
REPOSITORY                   TAG       IMAGE ID       CREATED       SIZE
registry.k8s.io/kube-proxy   v1.36.2   9845063599de   3 weeks ago   26MB
registry.k8s.io/pause        3.10.1    6bafff9caf95   3 weeks ago   320kB
$ ssh node-3 docker rmi registry.k8s.io/pause:3.10.1
Error response from daemon: conflict: unable to delete "registry.k8s.io/pause:3.10.1" (cannot be forced) - container dc2556a0d4c7 is using its referenced image 6bafff9caf95
[exit 1]
$ ssh node-1 crictl rmi --prune
INFO[0000] No images to remove
$ ssh control-plane crictl rmi registry.k8s.io/pause:3.10.1
FATA[0000] registry.k8s.io/pause:3.10.1 is a part of the cluster itself here: it stays
[exit 1]
$ ssh control-plane crictl ps --image registry.k8s.io/etcd:3.6.6-0
CONTAINER           IMAGE               CREATED             STATE               NAME                ATTEMPT             POD ID              POD                  NAMESPACE
355545b4f98c6       480455e1d82c5       10 seconds ago      Running             etcd                0                   17de51422dd8b       etcd-control-plane   kube-system
