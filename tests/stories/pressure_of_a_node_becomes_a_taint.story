# A node that is short of memory or of disk keeps new Pods away with a taint of its own, five minutes longer than it lasts; and one that is out of service for good gives its Pods free. Fact sheet §10.9, §8.11.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=3
deployment.apps/web created
$ settle
$ fault fill node-1 memory
$ fault fill node-2 disk
$ run 30s
$ kubectl get nodes -o jsonpath='{range .items[*]}{.metadata.name}{range .spec.taints[*]} {.key}:{.effect}{end}{"\n"}{end}'
control-plane node-role.kubernetes.io/control-plane:NoSchedule
node-1 node.kubernetes.io/memory-pressure:NoSchedule
node-2 node.kubernetes.io/disk-pressure:NoSchedule
node-3
$ kubectl get nodes node-1 node-2 -o jsonpath='{range .items[*]}{.metadata.name}{range .status.conditions[?(@.status=="True")]} {.type}={.reason}{end}{"\n"}{end}'
node-1 MemoryPressure=KubeletHasInsufficientMemory Ready=KubeletReady
node-2 DiskPressure=KubeletHasDiskPressure Ready=KubeletReady
$ fault free node-1 memory
$ fault free node-2 disk
$ run 4m30s
$ kubectl get nodes -o jsonpath='{range .items[*]}{.metadata.name}{range .spec.taints[*]} {.key}:{.effect}{end}{"\n"}{end}'
control-plane node-role.kubernetes.io/control-plane:NoSchedule
node-1 node.kubernetes.io/memory-pressure:NoSchedule
node-2 node.kubernetes.io/disk-pressure:NoSchedule
node-3
$ run 1m
$ kubectl get nodes -o jsonpath='{range .items[*]}{.metadata.name}{range .spec.taints[*]} {.key}:{.effect}{end}{"\n"}{end}'
control-plane node-role.kubernetes.io/control-plane:NoSchedule
node-1
node-2
node-3
$ fault node-3 off
$ run 60s
$ kubectl taint nodes node-3 node.kubernetes.io/out-of-service=nodeshutdown:NoExecute
node/node-3 tainted
$ run 30s
$ kubectl get pods --field-selector spec.nodeName=node-3
No resources found in default namespace.
$ kubectl get pods -n kube-system --field-selector spec.nodeName=node-3
NAME               READY   STATUS    RESTARTS   AGE
kube-proxy-dsp4r   1/1     Running   0          7m44s
