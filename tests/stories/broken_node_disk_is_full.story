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
3
$ fault free node-2 disk
$ run 6m
$ kubectl get node node-2 -o jsonpath='{.status.conditions[1].type} {.status.conditions[1].status}: {.status.conditions[1].message}{"\n"}'
DiskPressure False: kubelet has no disk pressure
$ ssh node-2 df -h
Filesystem      Size  Used Avail Use% Mounted on
/dev/vda1       100G  6.0G   94G   7% /
