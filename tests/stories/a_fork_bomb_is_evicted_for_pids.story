# A container forks until its node has no number left for a process. Its kubelet was told of pid.available: PIDPressure, a taint, and the Pod with the most processes goes. Fact sheet §8.11, §10.9.
# preset: three-nodes
$ ssh node-2 "echo 'evictionHard: {pid.available: 10%}' >> /var/lib/kubelet/config.yaml; systemctl restart kubelet"
$ run 5s
$ kubectl run small --image=nginx --overrides='{"spec":{"nodeName":"node-2"}}'
pod/small created
$ kubectl run bomb --image=busybox --overrides='{"spec":{"nodeName":"node-2"}}' -- sh -c 'sleep 20; :(){ :|:& };:; sleep 9999'
pod/bomb created
$ run 8s
$ kubectl exec small -- cat /sys/fs/cgroup/pids.current
5
$ ssh node-2 cat /proc/loadavg /proc/sys/kernel/pid_max
0.12 0.09 0.05 1/132 1312
32768
$ run 16s
$ ssh node-2 cat /proc/loadavg
0.12 0.09 0.05 1/32768 1312
$ kubectl exec small -- date 2>&1 | grep -o 'OCI runtime.*'
OCI runtime exec failed: fork/exec /usr/bin/runc: resource temporarily unavailable: unknown
$ kubectl logs bomb
sh: can't fork: Resource temporarily unavailable
$ run 15s
$ kubectl get pods
NAME    READY   STATUS    RESTARTS   AGE
bomb    0/1     Error     0          39s
small   1/1     Running   0          39s
$ kubectl get pod bomb -o jsonpath='{.status.phase} {.status.reason} {.status.message}{"\n"}'
Failed Evicted The node was low on resource: pids. Threshold quantity: 3276, available: 0. 
$ kubectl get events --field-selector reason=Evicted -o custom-columns=TYPE:.type,OBJECT:.involvedObject.name,MESSAGE:.message
TYPE      OBJECT   MESSAGE
Warning   bomb     The node was low on resource: pids. Threshold quantity: 3276, available: 0. 
$ kubectl get events --field-selector involvedObject.name=node-2,reason=EvictionThresholdMet -o custom-columns=TYPE:.type,MESSAGE:.message
TYPE      MESSAGE
Warning   Attempting to reclaim pids
$ kubectl get events --field-selector involvedObject.name=node-2,reason=NodeHasInsufficientPID -o custom-columns=TYPE:.type,MESSAGE:.message
TYPE     MESSAGE
Normal   Node node-2 status is now: NodeHasInsufficientPID
$ kubectl get node node-2 -o jsonpath='{.spec.taints}{"\n"}{.status.conditions[2].type} {.status.conditions[2].status} {.status.conditions[2].reason}: {.status.conditions[2].message}{"\n"}'
[{"effect":"NoSchedule","key":"node.kubernetes.io/pid-pressure","timeAdded":"2026-01-01T00:00:40Z"}]
PIDPressure True KubeletHasInsufficientPID: kubelet has insufficient PID available
$ ssh node-2 "journalctl -u kubelet | grep -o '\"Eviction manager.*' | head -4"
"Eviction manager: attempting to reclaim" resourceName="pids"
"Eviction manager: must evict pod(s) to reclaim" resourceName="pids"
"Eviction manager: pods ranked for eviction" pods=["default/bomb","default/small","kube-system/coredns-8f9d8c7df-qt2j2","kube-system/kube-proxy-5k8zr"]
"Eviction manager: pod is evicted successfully" pod="default/bomb"
$ ssh node-2 cat /proc/loadavg
0.12 0.09 0.05 1/130 1312
$ kubectl run late --image=nginx --overrides='{"spec":{"nodeName":"node-2"}}'
pod/late created
$ sleep 3
$ kubectl get pod late -o jsonpath='{.status.phase} {.status.reason} {.status.message}{"\n"}'
Failed Evicted Pod was rejected: The node had condition: [PIDPressure]. 
$ run 6m
$ kubectl get node node-2 -o jsonpath='{.spec.taints}{.status.conditions[2].status} {.status.conditions[2].reason}{"\n"}'
False KubeletHasSufficientPID
