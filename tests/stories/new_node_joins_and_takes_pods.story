# A machine is added: its kubelet registers it. Fact sheet §8.10.
# preset: three-nodes
$ add-node node-4
$ run 60s
$ kubectl get nodes node-4
NAME     STATUS   ROLES    AGE   VERSION
node-4   Ready    <none>   60s   v1.36.2
$ kubectl run here --image=nginx --overrides='{"spec":{"nodeName":"node-4"}}'
pod/here created
$ settle
$ kubectl get pod here -o jsonpath='{.status.phase} on {.spec.nodeName}'
Running on node-4
