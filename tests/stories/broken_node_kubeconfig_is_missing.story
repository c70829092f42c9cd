# A kubelet without its kubeconfig has no name before the API server: it looks for a bootstrap file, and ends. Fact sheet §8.10.
# preset: three-nodes
$ ssh node-3 "mv /etc/kubernetes/kubelet.conf /root/; systemctl restart kubelet"
$ run 75s
$ kubectl get nodes
NAME            STATUS     ROLES           AGE   VERSION
control-plane   Ready      control-plane   84s   v1.36.2
node-1          Ready      <none>          84s   v1.36.2
node-2          Ready      <none>          84s   v1.36.2
node-3          NotReady   <none>          84s   v1.36.2
$ ssh node-3 systemctl is-active kubelet
activating
[exit 3]
$ ssh node-3 "journalctl -u kubelet | grep -o '\"command failed.*' | tail -1"
"command failed" err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"
$ ssh node-3 ls /etc/kubernetes
pki
$ ssh node-3 "mv /root/kubelet.conf /etc/kubernetes/"
$ run 15s
$ kubectl get nodes
NAME            STATUS   ROLES           AGE   VERSION
control-plane   Ready    control-plane   99s   v1.36.2
node-1          Ready    <none>          99s   v1.36.2
node-2          Ready    <none>          99s   v1.36.2
node-3          Ready    <none>          99s   v1.36.2
