# Too much for any node, and too much for what is left: two reasons, two sentences about preemption. Fact sheet §12.13.
# preset: bare
# nodes: 3
$ kubectl run giant --image=nginx --overrides='{"spec":{"containers":[{"name":"giant","image":"nginx","resources":{"requests":{"cpu":"5"}}}]}}'
pod/giant created
$ kubectl create deployment fill --image=nginx --replicas=3 --dry-run=client -o yaml | sed 's/resources: {}/resources: {requests: {cpu: "3"}}/' | kubectl apply -f -
deployment.apps/fill created
$ settle
$ kubectl run late --image=nginx --overrides='{"spec":{"containers":[{"name":"late","image":"nginx","resources":{"requests":{"cpu":"1500m"}}}]}}'
pod/late created
$ settle
$ kubectl get pods --no-headers | sed 's/fill-[a-z0-9-]*/fill-…/;s/  *[0-9]*s$//'
fill-…   1/1   Running   0
fill-…   1/1   Running   0
fill-…   1/1   Running   0
giant                   0/1   Pending   0
late                    0/1   Pending   0
$ kubectl get events --field-selector reason=FailedScheduling -o custom-columns=POD:.involvedObject.name,MESSAGE:.message
POD     MESSAGE
giant   0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.
late    0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.
