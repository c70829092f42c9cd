# NoSchedule keeps new Pods away. Fact sheet §6.2 TaintToleration.
# preset: three-nodes
$ kubectl taint nodes node-1 node-2 node-3 only=batch:NoSchedule
node/node-1 tainted
node/node-2 tainted
node/node-3 tainted
$ kubectl run plain --image=nginx
pod/plain created
$ settle
$ kubectl get pod plain -o jsonpath='{.status.conditions[0].message}'
0/4 nodes are available: 4 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.
$ kubectl taint nodes node-3 only=batch:NoSchedule-
node/node-3 untainted
$ settle
$ kubectl get pod plain -o jsonpath='{.status.phase} on {.spec.nodeName}'
Running on node-3
