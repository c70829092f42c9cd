# Two of three members of etcd are stopped: nothing can be written, and nobody dies of it. Fact sheet §5.5, §10.2.
# preset: three-members
# seed: 5
$ kubectl create deployment web --image=nginx --replicas=2
deployment.apps/web created
$ settle
$ fault stop etcd-2
$ fault stop etcd-3
$ run 5s
$ kubectl scale deployment web --replicas=3
error: no objects passed to scale etcdserver: request timed out
[exit 1]
$ kubectl get pods
Error from server: etcdserver: request timed out
[exit 1]
$ etcdctl endpoint health
etcd-1:2379 is unhealthy: failed to commit proposal: etcdserver: request timed out
etcd-2:2379 is unhealthy: failed to commit proposal: dial tcp etcd-2:2379: connect: connection refused
etcd-3:2379 is unhealthy: failed to commit proposal: dial tcp etcd-3:2379: connect: connection refused
Error: unhealthy cluster
[exit 1]
$ etcdctl get --consistency=s --count-only -w fields --prefix /registry/pods/default/ | grep Count
"Count" : 2
$ fault start etcd-3
$ run 30s
$ kubectl scale deployment web --replicas=3
deployment.apps/web scaled
$ settle
$ kubectl get deployment web
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    3/3     3            3           70s
