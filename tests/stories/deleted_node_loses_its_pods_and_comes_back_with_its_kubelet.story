# Somebody deletes a Node: its Pods are collected, its kubelet finds nothing to report to, and registers only when it starts again. Fact sheet §10.5.
# preset: three-nodes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-2"}}'
pod/tea created
$ settle
$ kubectl delete node node-2
node "node-2" deleted
$ run 39s
$ kubectl get pod tea --no-headers
tea   1/1   Running   0     45s
$ run 21s
$ kubectl get pod tea
Error from server (NotFound): pods "tea" not found
[exit 1]
$ run 30s
$ ssh node-2 "journalctl -u kubelet | grep -o '\"Error updating node status.*' | tail -1"
"Error updating node status, will retry" err="error getting node \"node-2\": node \"node-2\" not found"
$ ssh node-2 "journalctl -u kubelet | grep -o '\"Unable to update node status.*' | tail -1"
"Unable to update node status" err="update node status exceeds retry count"
$ kubectl get nodes
NAME            STATUS   ROLES           AGE    VERSION
control-plane   Ready    control-plane   105s   v1.36.2
node-1          Ready    <none>          105s   v1.36.2
node-3          Ready    <none>          105s   v1.36.2
$ fault restart kubelet/node-2
$ run 20s
$ kubectl get nodes
NAME            STATUS   ROLES           AGE    VERSION
control-plane   Ready    control-plane   2m6s   v1.36.2
node-1          Ready    <none>          2m6s   v1.36.2
node-2          Ready    <none>          21s    v1.36.2
node-3          Ready    <none>          2m6s   v1.36.2
