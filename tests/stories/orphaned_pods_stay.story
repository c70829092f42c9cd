# --cascade=orphan lets the children live. Fact sheet §7.10.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=2
deployment.apps/web created
$ settle
$ kubectl delete deployment web --cascade=orphan
deployment.apps "web" deleted
$ settle
$ kubectl get rs --no-headers | wc -l
1
$ kubectl get pods --no-headers | wc -l
2
