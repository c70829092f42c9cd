# No lease, no node: NotReady and tainted. Fact sheet §7.8, §12.11.
# preset: three-nodes
$ fault node-2 off
$ run 30s
$ kubectl get node node-2
NAME     STATUS   ROLES    AGE   VERSION
node-2   Ready    <none>   39s   v1.36.2
$ run 30s
$ kubectl get node node-2
NAME     STATUS     ROLES    AGE   VERSION
node-2   NotReady   <none>   69s   v1.36.2
$ kubectl get node node-2 -o jsonpath='{range .spec.taints[*]}{.key}:{.effect}{"\n"}{end}'
node.kubernetes.io/unreachable:NoSchedule
node.kubernetes.io/unreachable:NoExecute
$ fault node-2 on
$ settle
$ run 20s
$ kubectl get node node-2
NAME     STATUS   ROLES    AGE   VERSION
node-2   Ready    <none>   95s   v1.36.2
