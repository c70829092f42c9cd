# The kubelet reports that its runtime is down; the containers live on under their shims. Fact sheet §10.6.
# preset: three-nodes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}'
pod/tea created
$ settle
$ ssh node-1 systemctl stop containerd
$ run 60s
$ kubectl get nodes
NAME            STATUS     ROLES           AGE   VERSION
control-plane   Ready      control-plane   75s   v1.36.2
node-1          NotReady   <none>          75s   v1.36.2
node-2          Ready      <none>          75s   v1.36.2
node-3          Ready      <none>          75s   v1.36.2
$ kubectl get node node-1 -o jsonpath='{.status.conditions[?(@.type=="Ready")].message}{"\n"}'
container runtime is down
$ ssh node-1 crictl ps
FATA[0000] validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"
[exit 1]
$ ssh node-1 "journalctl -u kubelet | grep -o '\"Container runtime sanity.*' | tail -1"
"Container runtime sanity check failed" err="rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused\""
$ ssh node-1 "journalctl -u kubelet | grep -o '\"Skipping pod.*' | tail -1"
"Skipping pod synchronization" err="[container runtime is down]"
$ ssh node-1 systemctl is-active containerd kubelet
inactive
active
[exit 3]
$ ssh node-1 pstree
systemd─┬─sshd
        ├─kubelet
        ├─containerd-shim─┬─pause
        │                 └─coredns
        ├─containerd-shim─┬─pause
        │                 └─kube-proxy
        └─containerd-shim─┬─pause
                          └─nginx───4*[nginx]
$ kubectl run milk --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}'
pod/milk created
$ run 5s
$ kubectl get pods
NAME   READY   STATUS              RESTARTS   AGE
milk   0/1     ContainerCreating   0          5s
tea    1/1     Running             0          72s
$ ssh node-1 systemctl start containerd
$ run 30s
$ kubectl get nodes
NAME            STATUS   ROLES           AGE    VERSION
control-plane   Ready    control-plane   111s   v1.36.2
node-1          Ready    <none>          111s   v1.36.2
node-2          Ready    <none>          111s   v1.36.2
node-3          Ready    <none>          111s   v1.36.2
$ kubectl get pods
NAME   READY   STATUS    RESTARTS   AGE
milk   1/1     Running   0          35s
tea    1/1     Running   0          102s
$ ssh node-1 crictl ps --namespace default | cut -c41-100
CREATED              STATE               NAME               
25 seconds ago       Running             milk               
About a minute ago   Running             tea                
