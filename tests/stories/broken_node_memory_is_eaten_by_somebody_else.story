# Something outside all Pods eats the machine's memory: the kubelet sees it, evicts, and says so; free and dmesg tell the rest. Fact sheet §8.11.
# preset: three-nodes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}'
pod/tea created
$ settle
$ ssh node-1 free -m | head -2 | sed 's/ \+/ /g' | cut -d' ' -f1-3
 total used
Mem: 8192 454
$ fault fill node-1 memory
$ run 25s
$ kubectl get node node-1 -o jsonpath='{.status.conditions[0].type} {.status.conditions[0].status}: {.status.conditions[0].message}{"\n"}'
MemoryPressure True: kubelet has insufficient memory available
$ kubectl get pod tea
NAME   READY   STATUS      RESTARTS   AGE
tea    0/1     Completed   0          31s
$ ssh node-1 free -m | head -2 | sed 's/ \+/ /g' | cut -d' ' -f1-3
 total used
Mem: 8192 8125
$ ssh node-1 "journalctl -u kubelet | grep -o '\"Eviction manager.*' | head -9"
"Eviction manager: attempting to reclaim" resourceName="memory"
"Eviction manager: must evict pod(s) to reclaim" resourceName="memory"
"Eviction manager: pods ranked for eviction" pods=["default/tea","kube-system/kube-proxy-t76vc","kube-system/coredns-8f9d8c7df-8mlh4"]
"Eviction manager: pod is evicted successfully" pod="default/tea"
"Eviction manager: attempting to reclaim" resourceName="memory"
"Eviction manager: must evict pod(s) to reclaim" resourceName="memory"
"Eviction manager: pods ranked for eviction" pods=["kube-system/kube-proxy-t76vc","kube-system/coredns-8f9d8c7df-8mlh4"]
"Eviction manager: cannot evict a critical pod" pod="kube-system/kube-proxy-t76vc"
"Eviction manager: cannot evict a critical pod" pod="kube-system/coredns-8f9d8c7df-8mlh4"
$ ssh node-1 crictl ps -a --name tea | wc -l
2
$ fault free node-1 memory
$ run 6m
$ kubectl get node node-1 -o jsonpath='{.status.conditions[0].type} {.status.conditions[0].status}: {.status.conditions[0].message}{"\n"}'
MemoryPressure False: kubelet has sufficient memory available
$ kubectl run milk --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}'
pod/milk created
$ run 5s
$ kubectl get pods
NAME   READY   STATUS      RESTARTS   AGE
milk   1/1     Running     0          5s
tea    0/1     Completed   0          6m37s
