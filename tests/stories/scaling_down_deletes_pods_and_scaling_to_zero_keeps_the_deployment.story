# scale changes one number; the rest follows. Fact sheet §12.6.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=3
deployment.apps/web created
$ settle
$ kubectl scale deployment web --replicas=1
deployment.apps/web scaled
$ settle
$ kubectl get deployment web
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    1/1     1            1           10s
$ kubectl scale deployment web --replicas=0
deployment.apps/web scaled
$ settle
$ kubectl get deployment web
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    0/0     0            0           13s
$ kubectl get pods
No resources found in default namespace.
