# No node has 64 CPUs: the Pod stays Pending and says why. Fact sheet §6.5.
# preset: three-nodes
$ kubectl run vast --image=nginx --overrides='{"spec":{"containers":[{"name":"vast","image":"nginx","resources":{"requests":{"cpu":"64"}}}]}}'
pod/vast created
$ settle
$ kubectl get pod vast
NAME   READY   STATUS    RESTARTS   AGE
vast   0/1     Pending   0          3s
$ kubectl get pod vast -o jsonpath='{.status.conditions[0].reason}: {.status.conditions[0].message}'
Unschedulable: 0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu. no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.
