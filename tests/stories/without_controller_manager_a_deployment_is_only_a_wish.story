# Nobody makes ReplicaSets. Fact sheet §10.4.
# preset: three-nodes
$ fault stop kube-controller-manager
$ kubectl create deployment web --image=nginx --replicas=3
deployment.apps/web created
$ run 20s
$ kubectl get deployment web
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    0/3     0            0           20s
$ kubectl get rs
No resources found in default namespace.
$ fault start kube-controller-manager
$ run 60s
$ kubectl get deployment web
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    3/3     3            3           80s
