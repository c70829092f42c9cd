# The kubelet speaks CRI at a socket at which nobody listens: it does not start. Fact sheet §8.1, §9.5.
# preset: three-nodes
$ ssh node-2 "sed -i 's#unix:///run/containerd/containerd.sock#unix:///var/run/dockershim.sock#' /var/lib/kubelet/config.yaml; systemctl restart kubelet"
$ run 75s
$ kubectl get nodes
NAME            STATUS     ROLES           AGE   VERSION
control-plane   Ready      control-plane   84s   v1.36.2
node-1          Ready      <none>          84s   v1.36.2
node-2          NotReady   <none>          84s   v1.36.2
node-3          Ready      <none>          84s   v1.36.2
$ ssh node-2 "journalctl -u kubelet | grep -o '\"command failed.*' | tail -1"
"command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \"unix:///var/run/dockershim.sock\": rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: dial unix /var/run/dockershim.sock: connect: no such file or directory\""
$ ssh node-2 grep containerRuntimeEndpoint /var/lib/kubelet/config.yaml
containerRuntimeEndpoint: unix:///var/run/dockershim.sock
$ ssh node-2 cat /etc/crictl.yaml
runtime-endpoint: unix:///run/containerd/containerd.sock
image-endpoint: unix:///run/containerd/containerd.sock
$ ssh node-2 "sed -i 's#unix:///var/run/dockershim.sock#unix:///run/containerd/containerd.sock#' /var/lib/kubelet/config.yaml"
$ run 15s
$ kubectl get nodes
NAME            STATUS   ROLES           AGE   VERSION
control-plane   Ready    control-plane   99s   v1.36.2
node-1          Ready    <none>          99s   v1.36.2
node-2          Ready    <none>          99s   v1.36.2
node-3          Ready    <none>          99s   v1.36.2
