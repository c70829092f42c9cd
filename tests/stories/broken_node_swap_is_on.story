# A kubelet does not start on a machine that swaps, unless it is told to. Fact sheet §8.1.
# preset: three-nodes
$ ssh node-3 "swapon -a; swapon --show; systemctl restart kubelet"
NAME      TYPE SIZE USED PRIO
/swapfile file   2G   0B   -2
$ run 75s
$ kubectl get nodes
NAME            STATUS     ROLES           AGE   VERSION
control-plane   Ready      control-plane   84s   v1.36.2
node-1          Ready      <none>          84s   v1.36.2
node-2          Ready      <none>          84s   v1.36.2
node-3          NotReady   <none>          84s   v1.36.2
$ ssh node-3 "journalctl -u kubelet | grep -o '\"command failed.*' | tail -1"
"command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false"
$ ssh node-3 free -m | tail -1
Swap:           2048           0        2048
$ ssh node-3 swapoff -a
$ run 15s
$ kubectl get nodes
NAME            STATUS   ROLES           AGE   VERSION
control-plane   Ready    control-plane   99s   v1.36.2
node-1          Ready    <none>          99s   v1.36.2
node-2          Ready    <none>          99s   v1.36.2
node-3          Ready    <none>          99s   v1.36.2
