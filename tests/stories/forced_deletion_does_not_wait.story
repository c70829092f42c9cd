# --force takes the object away at once. Fact sheet §13.
# preset: three-nodes
$ kubectl run stubborn --image=busybox -- sleep 3600
pod/stubborn created
$ settle
$ kubectl delete pod stubborn --force
Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.
pod "stubborn" force deleted
$ kubectl get pod stubborn
Error from server (NotFound): pods "stubborn" not found
[exit 1]
