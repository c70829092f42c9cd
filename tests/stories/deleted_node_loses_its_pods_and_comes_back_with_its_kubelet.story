# Somebody deletes a Node: its Pods are collected, its kubelet finds nothing to report to, and registers only when it starts again. Fact sheet §10.5.
# preset: three-nodes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-2"}}'
pod/tea created
$ settle
$ kubectl delete node node-2
node "node-2" deleted
$ run 90s
$ kubectl get nodes
NAME            STATUS   ROLES           AGE    VERSION
control-plane   Ready    control-plane   105s   v1.36.2
node-1          Ready    <none>          105s   v1.36.2
node-3          Ready    <none>          105s   v1.36.2
$ kubectl get pod tea
Error from server (NotFound): pods "tea" not found
[exit 1]
$ fault restart kubelet/node-2
$ run 20s
$ kubectl get nodes
NAME            STATUS   ROLES           AGE    VERSION
control-plane   Ready    control-plane   2m5s   v1.36.2
node-1          Ready    <none>          2m5s   v1.36.2
node-2          Ready    <none>          20s    v1.36.2
node-3          Ready    <none>          2m5s   v1.36.2
