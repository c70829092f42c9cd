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
moth   0/1     CrashLoopBackOff    1 (10s ago)   13s
moth   1/1     Running             2 (11s ago)   14s
moth   0/1     Error               2 (12s ago)   15s
moth   0/1     CrashLoopBackOff    2 (13s ago)   28s
moth   1/1     Running             3 (22s ago)   37s
moth   0/1     Error               3 (23s ago)   38s
moth   0/1     CrashLoopBackOff    3 (14s ago)   51s
moth   1/1     Running             4 (42s ago)   79s
moth   0/1     Error               4 (43s ago)   80s
moth   0/1     CrashLoopBackOff    4 (14s ago)   93s
moth   1/1     Running             5 (83s ago)   2m42s
moth   0/1     Error               5 (84s ago)   2m43s
moth   0/1     CrashLoopBackOff    5 (14s ago)   2m56s
moth   1/1     Running             6 (2m44s ago)   5m26s
moth   0/1     Error               6 (2m45s ago)   5m27s
moth   0/1     CrashLoopBackOff    6 (12s ago)     5m38s
moth   1/1     Running             7 (5m2s ago)    10m
moth   0/1     Error               7 (5m3s ago)    10m
moth   0/1     CrashLoopBackOff    7 (13s ago)     10m
[exit 130]
$ kubectl get pod moth -o jsonpath='{.status.phase} {.status.containerStatuses[0].state.waiting.message}{"\n"}' | sed 's/(.*)/(…)/'
Running back-off 5m0s restarting failed container=moth pod=moth_default(…)
$ kubectl get pod moth -o jsonpath='{range .status.conditions[*]}{.type} {.status} {.reason}{"\n"}{end}'
PodReadyToStartContainers True 
Initialized True 
Ready False ContainersNotReady
ContainersReady False ContainersNotReady
PodScheduled True 
