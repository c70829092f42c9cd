# Each controller has a role of its own. Without its binding it can do nothing; the API server makes it again when it starts. Fact sheet §16.6.
# preset: three-nodes
$ kubectl auth can-i create replicasets.apps --as=system:serviceaccount:kube-system:deployment-controller
yes
$ kubectl auth can-i create pods --as=system:serviceaccount:kube-system:deployment-controller
no
[exit 1]
$ kubectl delete clusterrolebinding system:controller:deployment-controller
clusterrolebinding.rbac.authorization.k8s.io "system:controller:deployment-controller" deleted
$ kubectl create deployment web --image=nginx
deployment.apps/web created
$ settle
$ kubectl get deployments,replicasets
NAME                  READY   UP-TO-DATE   AVAILABLE   AGE
deployment.apps/web   0/1     0            0           3s
$ fault stop kube-apiserver
$ sleep 5
$ fault start kube-apiserver
$ run 3m
$ kubectl get deployments,replicasets
NAME                  READY   UP-TO-DATE   AVAILABLE   AGE
deployment.apps/web   1/1     1            1           3m8s

NAME                            DESIRED   CURRENT   READY   AGE
replicaset.apps/web-7b659cbff   1         1         1       2m58s
