# A slow way to etcd first only annoys; then every request times out, leases are lost, and nobody decides anything. etcd itself is well. Fact sheet §10.2.
# preset: three-nodes
$ kubectl create deployment shop --image=nginx --replicas=2
deployment.apps/shop created
$ settle
$ fault slow kube-apiserver etcd
$ kubectl scale deployment shop --replicas=3
deployment.apps/shop scaled
$ settle
$ kubectl get pods
NAME                    READY   STATUS    RESTARTS   AGE
shop-7c69856d46-4kdd8   1/1     Running   0          12s
shop-7c69856d46-6fs7f   1/1     Running   0          21s
shop-7c69856d46-8vpsv   1/1     Running   0          21s
$ kubectl get lease -n kube-system kube-scheduler -o jsonpath='{.spec.leaseTransitions}{"\n"}'
0
$ fault slow kube-apiserver etcd 4s
$ run 60s
$ kubectl get pods
Error from server: etcdserver: request timed out
[exit 1]
$ kubectl scale deployment shop --replicas=4
error: no objects passed to scale etcdserver: request timed out
[exit 1]
$ etcdctl endpoint health
etcd:2379 is healthy: successfully committed proposal: took = 3ms
$ kubectl get nodes
Error from server: etcdserver: request timed out
[exit 1]
$ ssh control-plane crictl ps -a --name kube-scheduler
CONTAINER           IMAGE               CREATED              STATE               NAME                ATTEMPT             POD ID              POD                            NAMESPACE
a7174010b89db       b5fd8c20ba5cd       About a minute ago   Running             kube-scheduler      1                   d4ddc3699e2e9       kube-scheduler-control-plane   kube-system
$ fault mend kube-apiserver etcd
$ run 40s
$ kubectl scale deployment shop --replicas=4
deployment.apps/shop scaled
$ run 40s
$ kubectl get pods --no-headers
shop-7c69856d46-4kdd8   1/1   Running   0     2m55s
shop-7c69856d46-6fs7f   1/1   Running   0     3m4s
shop-7c69856d46-8vpsv   1/1   Running   0     3m4s
shop-7c69856d46-sstnv   1/1   Running   0     40s
$ kubectl get lease -n kube-system kube-scheduler -o jsonpath='{.spec.leaseTransitions}{"\n"}'
1
$ kubectl get nodes --no-headers
control-plane   Ready   control-plane   3m13s   v1.36.2
node-1          Ready   <none>          3m13s   v1.36.2
node-2          Ready   <none>          3m13s   v1.36.2
node-3          Ready   <none>          3m13s   v1.36.2
