# A container that ends after a second: Error, then CrashLoopBackOff for 10 s, 20 s, 40 s, … at most 5 minutes; the Pod stays Running. Fact sheet §12.8.
# preset: three-nodes
$ kubectl run moth --image=busybox -- sh -c 'sleep 1; exit 1'
pod/moth created
$ kubectl get pod moth --watch
NAME   READY   STATUS              RESTARTS   AGE
moth   0/1     ContainerCreating   0          0s
moth   1/1     Running             0          1s
moth   0/1     Error               0          2s
moth   1/1     Running             1 (2s ago)   3s
moth   0/1     Error               1 (3s ago)   4s
moth   0/1     CrashLoopBackOff    1 (14s ago)   17s
moth   1/1     Running             2 (15s ago)   18s
moth   0/1     Error               2 (16s ago)   19s
moth   0/1     CrashLoopBackOff    2 (11s ago)   29s
moth   1/1     Running             3 (25s ago)   43s
moth   0/1     Error               3 (26s ago)   44s
moth   0/1     CrashLoopBackOff    3 (12s ago)   55s
moth   1/1     Running             4 (42s ago)   85s
moth   0/1     Error               4 (43s ago)   86s
moth   0/1     CrashLoopBackOff    4 (13s ago)   98s
moth   1/1     Running             5 (81s ago)   2m46s
moth   0/1     Error               5 (82s ago)   2m47s
moth   0/1     CrashLoopBackOff    5 (10s ago)   2m57s
moth   1/1     Running             6 (2m42s ago)   5m29s
moth   0/1     Error               6 (2m43s ago)   5m30s
moth   0/1     CrashLoopBackOff    6 (14s ago)     5m44s
moth   1/1     Running             7 (5m1s ago)    10m
moth   0/1     Error               7 (5m2s ago)    10m
moth   0/1     CrashLoopBackOff    7 (11s ago)     10m
[exit 130]
$ kubectl get pod moth -o jsonpath='{.status.phase} {.status.containerStatuses[0].state.waiting.message}{"\n"}' | sed 's/(.*)/(…)/'
Running back-off 5m0s restarting failed container=moth pod=moth_default(…)
$ kubectl get pod moth -o jsonpath='{range .status.conditions[*]}{.type} {.status} {.reason}{"\n"}{end}'
PodReadyToStartContainers True 
Initialized True 
Ready False ContainersNotReady
ContainersReady False ContainersNotReady
PodScheduled True 
