# A node runs short of memory: the kubelet evicts one Pod at a time, the greediest first, and the node takes no new ones. Fact sheet §8.11, §10.9.
# preset: three-nodes
$ kubectl run hog --image=polinux/stress --overrides='{"spec":{"nodeName":"node-2"}}' -- stress --vm 1 --vm-bytes 200M --vm-hang 1
pod/hog created
$ kubectl run small --image=nginx --overrides='{"spec":{"nodeName":"node-2"}}'
pod/small created
$ settle
$ fault fill node-2 memory
$ run 40s
$ kubectl get pods
NAME    READY   STATUS    RESTARTS   AGE
hog     0/1     Error     0          46s
small   1/1     Running   0          46s
$ kubectl get pod hog -o jsonpath='{.status.phase} {.status.reason} {.status.message}{"\n"}'
Failed Evicted The node was low on resource: memory. Threshold quantity: 100Mi, available: 60Mi. Container hog was using 200Mi, request is 0, has larger consumption of memory. 
$ kubectl get events --field-selector reason=Evicted -o custom-columns=TYPE:.type,OBJECT:.involvedObject.name,MESSAGE:.message
TYPE      OBJECT   MESSAGE
Warning   hog      The node was low on resource: memory. Threshold quantity: 100Mi, available: 60Mi. Container hog was using 200Mi, request is 0, has larger consumption of memory. 
$ kubectl get events --field-selector involvedObject.name=node-2,reason=EvictionThresholdMet -o custom-columns=TYPE:.type,MESSAGE:.message
TYPE      MESSAGE
Warning   Attempting to reclaim memory
$ kubectl get node node-2 -o jsonpath='{.spec.taints}{"\n"}{.status.conditions[0].type} {.status.conditions[0].status} {.status.conditions[0].reason}{"\n"}'
[{"effect":"NoSchedule","key":"node.kubernetes.io/memory-pressure","timeAdded":"2026-01-01T00:00:21Z"}]
MemoryPressure True KubeletHasInsufficientMemory
$ kubectl run late --image=nginx --overrides='{"spec":{"nodeName":"node-2"}}'
pod/late created
$ sleep 3
$ kubectl get pod late -o jsonpath='{.status.phase} {.status.reason} {.status.message}{"\n"}'
Failed Evicted Pod was rejected: The node had condition: [MemoryPressure]. 
$ fault free node-2 memory
$ run 4m
$ kubectl get node node-2 -o jsonpath='{.status.conditions[0].status}{"\n"}'
True
$ run 90s
$ kubectl get node node-2 -o jsonpath='{.spec.taints}{.status.conditions[0].status} {.status.conditions[0].reason}{"\n"}'
False KubeletHasSufficientMemory
