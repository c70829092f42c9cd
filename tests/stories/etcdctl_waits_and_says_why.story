# Who asks an etcd that is down, or has no majority, waits for --command-timeout and is told that the time is over; what was in the way stands in the client's own log. Fact sheet §5.3, §10.2.
# preset: three-members
# seed: 4
$ etcdctl put /mine 1
OK
$ etcdctl get /mine --rev=1000000
{"level":"warn","ts":"2026-01-01T00:00:09.968000Z","logger":"etcd-client","caller":"v3@v3.6.6/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0002b0000/etcd-1:2379","method":"/etcdserverpb.KV/Range","attempt":0,"error":"rpc error: code = OutOfRange desc = etcdserver: mvcc: required revision is a future revision"}
Error: etcdserver: mvcc: required revision is a future revision
[exit 1]
$ fault stop etcd-3
$ run 5s
$ etcdctl endpoint health
{"level":"warn","ts":"2026-01-01T00:00:20.068000Z","logger":"client","caller":"v3@v3.6.6/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0002b0000/etcd-3:2379","method":"/etcdserverpb.KV/Range","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \"transport: Error while dialing: dial tcp etcd-3:2379: connect: connection refused\""}
etcd-1:2379 is healthy: successfully committed proposal: took = 5ms
etcd-2:2379 is healthy: successfully committed proposal: took = 9ms
etcd-3:2379 is unhealthy: failed to commit proposal: context deadline exceeded
Error: unhealthy cluster
[exit 1]
$ etcdctl endpoint status -w table
{"level":"warn","ts":"2026-01-01T00:00:25.174000Z","logger":"etcd-client","caller":"v3@v3.6.6/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0002b0000/etcd-3:2379","method":"/etcdserverpb.Maintenance/Status","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \"transport: Error while dialing: dial tcp etcd-3:2379: connect: connection refused\""}
Failed to get the status of endpoint etcd-3:2379 (context deadline exceeded)
+-------------+------------------+---------+-----------------+---------+--------+-----------------------+--------+-----------+------------+-----------+------------+--------------------+--------+--------------------------+-------------------+
|  ENDPOINT   |        ID        | VERSION | STORAGE VERSION | DB SIZE | IN USE | PERCENTAGE NOT IN USE | QUOTA  | IS LEADER | IS LEARNER | RAFT TERM | RAFT INDEX | RAFT APPLIED INDEX | ERRORS | DOWNGRADE TARGET VERSION | DOWNGRADE ENABLED |
+-------------+------------------+---------+-----------------+---------+--------+-----------------------+--------+-----------+------------+-----------+------------+--------------------+--------+--------------------------+-------------------+
| etcd-1:2379 | 4453ef7fb66b5b02 |   3.6.6 |           3.6.0 |  1.5 MB | 1.5 MB |                    0% | 2.1 GB |      true |      false |         3 |        418 |                418 |        |                          |             false |
| etcd-2:2379 | 7e28a05ae6acda8b |   3.6.6 |           3.6.0 |  1.5 MB | 1.5 MB |                    0% | 2.1 GB |     false |      false |         3 |        418 |                418 |        |                          |             false |
+-------------+------------------+---------+-----------------+---------+--------+-----------------------+--------+-----------+------------+-----------+------------+--------------------+--------+--------------------------+-------------------+
[exit 1]
$ kubectl logs -n kube-system etcd-1-control-plane | grep 'leader\|election'
{"level":"info","ts":"2026-01-01T00:00:11.745000Z","logger":"raft","caller":"v3@v3.6.0/raft.go:988","msg":"4453ef7fb66b5b02 is starting a new election"}
{"level":"info","ts":"2026-01-01T00:00:11.753000Z","logger":"raft","caller":"v3@v3.6.0/raft.go:970","msg":"4453ef7fb66b5b02 became leader at term 3"}
{"level":"info","ts":"2026-01-01T00:00:11.753000Z","logger":"raft","caller":"v3@v3.6.0/node.go:370","msg":"raft.node: 4453ef7fb66b5b02 elected leader 4453ef7fb66b5b02 at term 3"}
$ fault stop etcd-2
$ run 5s
$ etcdctl get /mine
{"level":"warn","ts":"2026-01-01T00:00:35.396000Z","logger":"etcd-client","caller":"v3@v3.6.6/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0002b0000/etcd-1:2379","method":"/etcdserverpb.KV/Range","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = context deadline exceeded"}
Error: context deadline exceeded
[exit 1]
$ etcdctl get /mine --consistency=s
/mine
1
$ etcdctl member list
{"level":"warn","ts":"2026-01-01T00:00:40.599000Z","logger":"etcd-client","caller":"v3@v3.6.6/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0002b0000/etcd-1:2379","method":"/etcdserverpb.Cluster/MemberList","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = context deadline exceeded"}
Error: context deadline exceeded
[exit 1]
$ etcdctl --command-timeout=10s put /mine 2
{"level":"warn","ts":"2026-01-01T00:00:47.702000Z","logger":"etcd-client","caller":"v3@v3.6.6/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0002b0000/etcd-1:2379","method":"/etcdserverpb.KV/Put","attempt":0,"error":"rpc error: code = Unavailable desc = etcdserver: request timed out"}
Error: etcdserver: request timed out
[exit 1]
$ etcdctl --endpoints=etcd-2:2379 --command-timeout=500ms get /mine
{"level":"warn","ts":"2026-01-01T00:00:48.302000Z","logger":"etcd-client","caller":"v3@v3.6.6/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0002b0000/etcd-2:2379","method":"/etcdserverpb.KV/Range","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \"transport: Error while dialing: dial tcp etcd-2:2379: connect: connection refused\""}
Error: context deadline exceeded
[exit 1]
$ etcdctl --endpoints=nowhere:2379 --command-timeout=500ms get /mine
{"level":"warn","ts":"2026-01-01T00:00:48.902000Z","logger":"etcd-client","caller":"v3@v3.6.6/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0002b0000/nowhere:2379","method":"/etcdserverpb.KV/Range","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \"transport: Error while dialing: dial tcp: lookup nowhere: no such host\""}
Error: context deadline exceeded
[exit 1]
$ etcdctl --command-timeout=10 get /mine
Error: invalid argument "10" for "--command-timeout" flag: time: missing unit in duration "10"
[exit 1]
$ fault stop etcd-1
$ ssh control-plane "crictl logs --tail=2 $(ssh control-plane crictl ps -aq --name etcd-1)"
{"level":"warn","ts":"2026-01-01T00:00:48.762000Z","caller":"rafthttp/probing_status.go:68","msg":"prober detected unhealthy status","round-tripper-name":"ROUND_TRIPPER_RAFT_MESSAGE","remote-peer-id":"7e28a05ae6acda8b","rtt":"0s","error":"dial tcp etcd-2:2380: connect: connection refused"}
{"level":"warn","ts":"2026-01-01T00:00:48.763000Z","caller":"rafthttp/probing_status.go:68","msg":"prober detected unhealthy status","round-tripper-name":"ROUND_TRIPPER_RAFT_MESSAGE","remote-peer-id":"8c28fbf80ebfea49","rtt":"0s","error":"dial tcp etcd-3:2380: connect: connection refused"}
