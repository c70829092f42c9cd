# What an administrator sees who logs in to a machine: containers, processes, addresses, rules, files. DESIGN §4.9, §4.10.
# preset: runtimes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}'
pod/tea created
$ settle
$ ssh node-1
Linux node-1 6.12.57-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.12.57-1 (2025-11-05) x86_64
$ ssh node-9 crictl ps
ssh: Could not resolve hostname node-9: Name or service not known
[exit 255]
$ ssh node-1 hostname
node-1
$ ssh node-1 crictl pods --name tea | cut -c41-110
STATE               NAME                NAMESPACE           ATTEMPT   
Ready               tea                 default             0         
$ ssh node-1 "crictl logs $(ssh node-1 crictl ps --name tea -q)" | head -1
/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration
$ ssh node-1 "crictl exec $(ssh node-1 crictl ps --name tea -q) hostname"
tea
$ ssh node-1 crictl images
IMAGE                             TAG                 IMAGE ID            SIZE
docker.io/library/nginx           latest              86cee2c10898a       72MB
registry.k8s.io/coredns/coredns   v1.13.1             20898815cd5e9       22MB
registry.k8s.io/kube-proxy        v1.36.2             9845063599ded       26MB
registry.k8s.io/pause             3.10.1              6bafff9caf954       320kB
$ ssh node-2 crictl version
Version:  0.1.0
RuntimeName:  cri-o
RuntimeVersion:  1.36.0
RuntimeApiVersion:  v1
$ ssh node-3 docker images
REPOSITORY                   TAG       IMAGE ID       CREATED       SIZE
registry.k8s.io/kube-proxy   v1.36.2   9845063599de   3 weeks ago   26MB
registry.k8s.io/pause        3.10.1    6bafff9caf95   3 weeks ago   320kB
$ ssh node-1 docker ps
bash: docker: command not found
[exit 127]
$ ssh node-1 pstree
systemd─┬─sshd
        ├─containerd
        ├─kubelet
        ├─containerd-shim─┬─pause
        │                 └─coredns
        ├─containerd-shim─┬─pause
        │                 └─kube-proxy
        └─containerd-shim─┬─pause
                          └─nginx───4*[nginx]
$ ssh node-2 pstree
systemd─┬─sshd
        ├─crio
        ├─kubelet
        ├─2*[conmon───pause]
        ├─conmon───kube-proxy
        └─conmon───coredns
$ ssh node-3 pstree
systemd─┬─sshd
        ├─containerd
        ├─dockerd
        ├─cri-dockerd
        ├─kubelet
        ├─containerd-shim───pause
        └─containerd-shim───kube-proxy
$ ssh node-1 ip -br addr | grep -v veth
lo               UNKNOWN        127.0.0.1/8 
eth0             UP             172.18.0.3/16 
cni0             UP             10.244.1.1/24 
$ ssh node-1 ip route
default via 172.18.0.1 dev eth0 
10.244.0.0/24 via 172.18.0.2 dev eth0 
10.244.1.0/24 dev cni0 proto kernel scope link src 10.244.1.1 
10.244.2.0/24 via 172.18.0.4 dev eth0 
10.244.3.0/24 via 172.18.0.5 dev eth0 
172.18.0.0/16 dev eth0 proto kernel scope link src 172.18.0.3 
$ ssh node-1 ss -tlnp | sed 's/ \+/ /g' | cut -d' ' -f4,6 | sed 's/pid=[0-9]*/pid=…/'
Local Peer
0.0.0.0:22 users:(("sshd",pid=…,fd=8))
127.0.0.1:35011 users:(("containerd",pid=…,fd=8))
127.0.0.1:10248 users:(("kubelet",pid=…,fd=8))
*:10250 users:(("kubelet",pid=…,fd=8))
127.0.0.1:10249 users:(("kube-proxy",pid=…,fd=8))
*:10256 users:(("kube-proxy",pid=…,fd=8))
$ ssh node-1 "cat /etc/cni/net.d/*.conflist | grep subnet"
      "ipam": { "type": "host-local", "subnet": "10.244.1.0/24" }
$ ssh node-1 systemctl
  UNIT               LOAD   ACTIVE SUB     DESCRIPTION
  containerd.service loaded active running containerd container runtime
  kubelet.service    loaded active running kubelet: The Kubernetes Node Agent

Legend: LOAD   → Reflects whether the unit definition was properly loaded.
        ACTIVE → The high-level unit activation state, i.e. generalization of SUB.
        SUB    → The low-level unit activation state, values depend on unit type.

2 loaded units listed. Pass --all to see loaded but inactive units, too.
To show all installed unit files use 'systemctl list-unit-files'.
$ ssh node-1 cat /etc/nothing
cat: /etc/nothing: No such file or directory
[exit 1]
$ ssh node-1 kubectl get pods
The connection to the server localhost:8080 was refused - did you specify the right host or port?
[exit 1]
$ ssh control-plane kubectl get nodes -o name
node/control-plane
node/node-1
node/node-2
node/node-3
$ ssh node-1 "crictl stop $(ssh node-1 crictl ps --name tea -q)" | grep -c .
1
$ run 5s
$ kubectl get pod tea
NAME   READY   STATUS    RESTARTS     AGE
tea    1/1     Running   1 (5s ago)   13s
$ ssh node-1 "crictl ps -a --name tea" | cut -c41-110
CREATED             STATE               NAME                ATTEMPT   
4 seconds ago       Running             tea                 1         
10 seconds ago      Exited              tea                 0         
