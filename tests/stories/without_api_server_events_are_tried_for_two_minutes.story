# What a kubelet has to tell, it tries to tell twelve times, every ten seconds; then nobody will ever read it. Fact sheet §10.1, §4.10.
# preset: three-nodes
$ kubectl run early --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}'
pod/early created
$ kubectl run late --image=nginx --overrides='{"spec":{"nodeName":"node-2"}}'
pod/late created
$ settle
$ fault stop kube-apiserver
$ fault kill default/early/early
$ run 2m
$ fault kill default/late/late
$ run 60s
$ fault start kube-apiserver
$ run 60s
$ kubectl get pods -o custom-columns=NAME:.metadata.name,RESTARTS:.status.containerStatuses[0].restartCount
NAME    RESTARTS
early   1
late    1
$ kubectl get events --field-selector involvedObject.name=early,type=Normal -o custom-columns=REASON:.reason,COUNT:.count
REASON    COUNT
Pulling   1
Pulled    1
Created   2
Started   2
Pulled    1
$ kubectl get events --field-selector involvedObject.name=late,type=Normal -o custom-columns=REASON:.reason,COUNT:.count
REASON    COUNT
Pulling   2
Pulled    1
Created   2
Started   2
Pulled    1
