# A container that does not listen is killed after its grace period. Fact sheet §8.2.
# preset: three-nodes
$ kubectl run stubborn --image=busybox -- sleep 3600
pod/stubborn created
$ settle
$ time
2026-01-01T00:00:14Z (+14s)
$ kubectl delete pod stubborn
pod "stubborn" deleted
$ time
2026-01-01T00:00:44Z (+44s)
