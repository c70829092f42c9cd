# A Pod without a controller would be lost: drain says so. Fact sheet §13.
# preset: three-nodes
$ kubectl run loner --image=nginx --overrides='{"spec":{"nodeName":"node-2"}}'
pod/loner created
$ settle
$ kubectl drain node-2 --ignore-daemonsets
node/node-2 cordoned
error: unable to drain node "node-2" due to error: cannot delete cannot delete Pods that declare no controller (use --force to override): default/loner, continuing command...
There are pending nodes to be drained:
 node-2
cannot delete cannot delete Pods that declare no controller (use --force to override): default/loner
[exit 1]
$ kubectl drain node-2 --ignore-daemonsets --force > drain.txt 2>&1; tail -1 drain.txt
node/node-2 drained
$ kubectl get pod loner
Error from server (NotFound): pods "loner" not found
[exit 1]
