# A deleted Pod of a ReplicaSet is replaced. Fact sheet §12.7.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=3
deployment.apps/web created
$ settle
$ kubectl delete pods -l app=web --wait=false | wc -l
3
$ settle
$ kubectl get deployment web
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    3/3     3            3           10s
