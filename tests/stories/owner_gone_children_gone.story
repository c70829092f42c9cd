# The garbage collector follows ownerReferences. Fact sheet §7.10.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=2
deployment.apps/web created
$ settle
$ kubectl delete deployment web
deployment.apps "web" deleted
$ settle
$ kubectl get rs,pods
No resources found in default namespace.
