# The kubelet notices and restarts it. Fact sheet §8.5.
# preset: three-nodes
$ kubectl run tea --image=nginx
pod/tea created
$ settle
$ fault kill default/tea/tea
$ settle
$ kubectl get pod tea -o jsonpath='{.status.containerStatuses[0].restartCount} {.status.phase}'
1 Running
