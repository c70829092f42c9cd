# Docker's package of containerd leaves the CRI plugin out: the socket is there, and does not speak CRI. Fact sheet §9.5.
# preset: three-nodes
$ ssh node-2 "cp /etc/containerd/config.toml /root/; echo 'disabled_plugins = [\"cri\"]' > /etc/containerd/config.toml"
$ ssh node-2 systemctl restart containerd kubelet
$ run 75s
$ kubectl get nodes
NAME            STATUS     ROLES           AGE   VERSION
control-plane   Ready      control-plane   84s   v1.36.2
node-1          Ready      <none>          84s   v1.36.2
node-2          NotReady   <none>          84s   v1.36.2
node-3          Ready      <none>          84s   v1.36.2
$ ssh node-2 systemctl is-active containerd kubelet
active
activating
[exit 3]
$ ssh node-2 "journalctl -u kubelet | grep -o '\"command failed.*' | tail -1"
"command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \"unix:///run/containerd/containerd.sock\": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"
$ ssh node-2 crictl ps
FATA[0000] validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService
[exit 1]
$ ssh node-2 cat /etc/containerd/config.toml
disabled_plugins = ["cri"]
$ ssh node-2 "mv /root/config.toml /etc/containerd/; systemctl restart containerd"
$ run 20s
$ kubectl get nodes
NAME            STATUS   ROLES           AGE    VERSION
control-plane   Ready    control-plane   104s   v1.36.2
node-1          Ready    <none>          104s   v1.36.2
node-2          Ready    <none>          104s   v1.36.2
node-3          Ready    <none>          104s   v1.36.2
