# A full disk: images that nobody needs go first; when that is not enough, the Pod that has written most. Fact sheet §8.11.
# preset: three-nodes
$ kubectl run once --image=mysql --restart=Never --overrides='{"spec":{"nodeName":"node-2"}}' --command -- echo hello
pod/once created
$ kubectl run writer --image=busybox --overrides='{"spec":{"nodeName":"node-2"}}' -- sh -c 'dd if=/dev/zero of=/cache bs=1M count=300; sleep 1d'
pod/writer created
$ kubectl run web --image=nginx --overrides='{"spec":{"nodeName":"node-2"}}'
pod/web created
$ settle
$ kubectl delete pod once
pod "once" deleted
$ kubectl get node node-2 -o jsonpath='{.status.images[*].names[1]}{"\n"}'
docker.io/library/mysql:latest docker.io/library/nginx:latest registry.k8s.io/kube-proxy:v1.36.2 registry.k8s.io/coredns/coredns:v1.13.1 docker.io/library/busybox:latest
$ fault fill node-2 disk
$ run 25s
$ kubectl get node node-2 -o jsonpath='{.status.images[*].names[1]}{"\n"}'
docker.io/library/nginx:latest registry.k8s.io/kube-proxy:v1.36.2 registry.k8s.io/coredns/coredns:v1.13.1 docker.io/library/busybox:latest
$ kubectl get events --field-selector involvedObject.name=node-2,type=Warning -o custom-columns=REASON:.reason,MESSAGE:.message
REASON                 MESSAGE
InvalidDiskCapacity    invalid capacity 0 on image filesystem
EvictionThresholdMet   Attempting to reclaim ephemeral-storage
$ kubectl get pod writer -o jsonpath='{.status.phase} {.status.reason} {.status.message}{"\n"}'
Failed Evicted The node was low on resource: ephemeral-storage. Threshold quantity: 10Gi, available: 5Gi. Container writer was using 300Mi, request is 0, has larger consumption of ephemeral-storage. 
$ kubectl get node node-2 -o jsonpath='{.status.conditions[1].type} {.status.conditions[1].reason} {.status.conditions[1].message} {.spec.taints[0].key}{"\n"}'
DiskPressure KubeletHasDiskPressure kubelet has disk pressure node.kubernetes.io/disk-pressure
$ fault free node-2 disk
$ run 6m
$ kubectl get node node-2 -o jsonpath='{.status.conditions[1].reason}{.spec.taints}{"\n"}'
KubeletHasNoDiskPressure
