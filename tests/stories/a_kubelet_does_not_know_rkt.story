# rkt is history: a v1.36 kubelet that is told to use it ends at once, and its Node never comes. Fact sheet §9.5.
# preset: three-nodes
$ add-node node-4 --runtime=cri-o
$ add-node node-5 --runtime=rkt
$ add-node node-6 --runtime=podman
fault: node.add takes runtime: containerd, cri-o, docker, rkt. 'podman' is none of them.
[exit 1]
$ run 60s
$ ssh node-5 crictl ps
FATA[0000] validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: no such file or directory"
[exit 1]
$ kubectl get nodes -o custom-columns=NAME:.metadata.name,RUNTIME:.status.nodeInfo.containerRuntimeVersion
NAME            RUNTIME
control-plane   containerd://2.2.0
node-1          containerd://2.2.0
node-2          containerd://2.2.0
node-3          containerd://2.2.0
node-4          cri-o://1.36.0
