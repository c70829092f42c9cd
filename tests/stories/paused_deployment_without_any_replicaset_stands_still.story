# All ReplicaSets of a paused Deployment are deleted: it makes no new one until it goes on, and its controller lives. Fact sheet §7.1.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=2
deployment.apps/web created
$ settle
$ kubectl rollout pause deployment web
deployment.apps/web paused
$ kubectl delete $(kubectl get replicasets -o name) | sed 's/web-[a-z0-9]*/web-…/'
replicaset.apps "web-…" deleted
$ run 1m
$ kubectl get replicasets,pods
No resources found in default namespace.
$ kubectl scale deployment web --replicas=3
deployment.apps/web scaled
$ run 10s
$ kubectl get replicasets,pods
No resources found in default namespace.
$ kubectl rollout resume deployment web
deployment.apps/web resumed
$ settle
$ kubectl get deployment web --no-headers | sed 's/  *[0-9a-z]*$//'
web   3/3   3     3
