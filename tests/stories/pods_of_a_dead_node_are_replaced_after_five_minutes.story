# Every Pod tolerates an unreachable node for 300 s. Fact sheet §7.9, §10.5.
# preset: three-nodes
# seed: 7
$ kubectl create deployment web --image=nginx --replicas=3
deployment.apps/web created
$ settle
$ fault node-2 off
$ run 4m
$ kubectl get deployment web
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    2/3     3            2           4m6s
$ run 3m
$ kubectl get deployment web
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    3/3     3            3           7m6s
