# Each restart waits longer: 10 s, 20 s, 40 s. Fact sheet §8.7.
# preset: three-nodes
$ kubectl run moth --image=busybox -- sh -c 'echo flame; exit 7'
pod/moth created
$ run 100s
$ kubectl get pod moth --no-headers
moth   0/1   CrashLoopBackOff   4 (19s ago)   100s
$ kubectl logs moth
flame
$ kubectl get pod moth -o jsonpath='{.status.containerStatuses[0].lastState.terminated.exitCode}'
7
