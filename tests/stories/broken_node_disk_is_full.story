# The disk runs full: DiskPressure, a taint, and no new Pods; df shows it on the machine. Fact sheet §8.11.
# preset: three-nodes
$ ssh node-2 df -h
Filesystem      Size  Used Avail Use% Mounted on
/dev/vda1       100G  6.0G   94G   7% /
$ fault fill node-2 disk
$ run 25s
$ kubectl get node node-2 -o jsonpath='{.status.conditions[1].type} {.status.conditions[1].status}: {.status.conditions[1].message}{"\n"}'
DiskPressure True: kubelet has disk pressure
$ kubectl get node node-2 -o jsonpath='{.spec.taints[*].key}{"\n"}'
node.kubernetes.io/disk-pressure
$ ssh node-2 df -h
Filesystem      Size  Used Avail Use% Mounted on
/dev/vda1       100G   95G  5.0G  95% /
$ ssh node-2 crictl images | wc -l
4
$ kubectl get events --field-selector involvedObject.name=node-2,type=Warning | sed 's/ \+/ /g' | cut -d' ' -f2-
SEEN TYPE REASON OBJECT MESSAGE
Warning InvalidDiskCapacity node/node-2 invalid capacity 0 on image filesystem
Warning EvictionThresholdMet node/node-2 Attempting to reclaim ephemeral-storage
$ ssh node-2 "journalctl -u kubelet | grep -o '\"Eviction manager.*' | head -3"
"Eviction manager: attempting to reclaim" resourceName="ephemeral-storage"
"Eviction manager: must evict pod(s) to reclaim" resourceName="ephemeral-storage"
"Eviction manager: pods ranked for eviction" pods=["kube-system/coredns-8f9d8c7df-qt2j2","kube-system/kube-proxy-5k8zr"]
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeSelector":{"kubernetes.io/hostname":"node-2"}}}'
pod/tea created
$ run 5s
$ kubectl get pod tea
NAME   READY   STATUS    RESTARTS   AGE
tea    0/1     Pending   0          5s
$ kubectl get pod tea -o jsonpath='{.status.conditions[0].message}{"\n"}'
0/4 nodes are available: 2 node(s) didn't match Pod's node affinity/selector, 2 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.
$ fault free node-2 disk
$ run 6m
$ kubectl get node node-2 -o jsonpath='{.status.conditions[1].type} {.status.conditions[1].status}: {.status.conditions[1].message}{"\n"}'
DiskPressure False: kubelet has no disk pressure
$ ssh node-2 df -h
Filesystem      Size  Used Avail Use% Mounted on
/dev/vda1       100G  6.1G   94G   7% /
$ kubectl get pod tea
NAME   READY   STATUS    RESTARTS   AGE
tea    1/1     Running   0          6m6s
