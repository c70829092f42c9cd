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
{"level":"warn","ts":"2026-01-01T00:00:40.418000Z","logger":"client","caller":"v3@v3.6.6/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0002b0000/etcd-1:2379","method":"/etcdserverpb.KV/Range","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = context deadline exceeded"}
{"level":"warn","ts":"2026-01-01T00:00:40.423000Z","logger":"client","caller":"v3@v3.6.6/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0002b0000/etcd-2:2379","method":"/etcdserverpb.KV/Range","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \"transport: Error while dialing: dial tcp etcd-2:2379: connect: connection refused\""}
{"level":"warn","ts":"2026-01-01T00:00:40.423000Z","logger":"client","caller":"v3@v3.6.6/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0002b0000/etcd-3:2379","method":"/etcdserverpb.KV/Range","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \"transport: Error while dialing: dial tcp etcd-3:2379: connect: connection refused\""}
etcd-1:2379 is unhealthy: failed to commit proposal: context deadline exceeded
etcd-2:2379 is unhealthy: failed to commit proposal: context deadline exceeded
etcd-3:2379 is unhealthy: failed to commit proposal: context deadline exceeded
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
web    3/3     3            3           68s
