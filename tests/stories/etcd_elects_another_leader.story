# The leader of etcd dies: a write waits for the election, and everything goes on. Fact sheet §5.5, §12.21.
# preset: three-members
# seed: 3
$ etcdctl member list
4453ef7fb66b5b02, started, etcd-1, https://etcd-1:2380, https://etcd-1:2379, false
7e28a05ae6acda8b, started, etcd-2, https://etcd-2:2380, https://etcd-2:2379, false
8c28fbf80ebfea49, started, etcd-3, https://etcd-3:2380, https://etcd-3:2379, false
$ etcdctl endpoint status -w table | cut -d'|' -f2,10,12

  ENDPOINT   | IS LEADER | RAFT TERM 

 etcd-1:2379 |     false |         2 
 etcd-2:2379 |     false |         2 
 etcd-3:2379 |      true |         2 

$ kubectl create configmap before --from-literal=a=1
configmap/before created
$ fault stop etcd-3
$ kubectl create configmap after --from-literal=a=1
configmap/after created
$ etcdctl endpoint health 2>&1 | sed 's/took = .*/took = …/'
{"level":"warn","ts":"2026-01-01T00:00:17.042000Z","logger":"client","caller":"v3@v3.6.6/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0002b0000/etcd-3:2379","method":"/etcdserverpb.KV/Range","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \"transport: Error while dialing: dial tcp etcd-3:2379: connect: connection refused\""}
etcd-1:2379 is healthy: successfully committed proposal: took = …
etcd-2:2379 is healthy: successfully committed proposal: took = …
etcd-3:2379 is unhealthy: failed to commit proposal: context deadline exceeded
Error: unhealthy cluster
$ etcdctl endpoint status -w table | cut -d'|' -f2,10,12
{"level":"warn","ts":"2026-01-01T00:00:22.148000Z","logger":"etcd-client","caller":"v3@v3.6.6/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0002b0000/etcd-3:2379","method":"/etcdserverpb.Maintenance/Status","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \"transport: Error while dialing: dial tcp etcd-3:2379: connect: connection refused\""}
Failed to get the status of endpoint etcd-3:2379 (context deadline exceeded)

  ENDPOINT   | IS LEADER | RAFT TERM 

 etcd-1:2379 |      true |         3 
 etcd-2:2379 |     false |         3 

$ kubectl get configmaps
NAME               DATA   AGE
after              1      12s
before             1      12s
kube-root-ca.crt   1      19s
$ etcdctl get --prefix --keys-only /registry/configmaps/default/
/registry/configmaps/default/after

/registry/configmaps/default/before

/registry/configmaps/default/kube-root-ca.crt

$ fault start etcd-3
$ run 5s
$ etcdctl endpoint health -w table | cut -d'|' -f2,3,5

  ENDPOINT   | HEALTH | ERROR 

 etcd-1:2379 |   true |       
 etcd-3:2379 |   true |       
 etcd-2:2379 |   true |       

