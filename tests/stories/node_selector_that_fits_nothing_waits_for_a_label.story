# A label on a node lets the waiting Pod in. Fact sheet §6.2.
# preset: three-nodes
$ kubectl run picky --image=nginx --overrides='{"spec":{"nodeSelector":{"disk":"ssd"}}}'
pod/picky created
$ settle
$ kubectl get pod picky
NAME    READY   STATUS    RESTARTS   AGE
picky   0/1     Pending   0          3s
$ kubectl label node node-2 disk=ssd
node/node-2 labeled
$ settle
$ kubectl get pod picky -o jsonpath='{.status.phase} on {.spec.nodeName}'
Running on node-2
