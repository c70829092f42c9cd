# etcd seen past the API server: keys, revisions, and what was there before. Fact sheet §5.3, §5.4.
# preset: bare
$ kubectl create configmap conf --from-literal=colour=red
configmap/conf created
$ etcdctl get --print-value-only /registry/configmaps/default/conf | grep -o '"colour":"red"'
"colour":"red"
$ etcdctl put /mine 1
OK
$ etcdctl put /mine 2
OK
$ etcdctl get /mine
/mine
2
$ etcdctl get /mine -w json | grep -o '"version":2'
"version":2
$ etcdctl del /mine
1
$ etcdctl get /mine
$ etcdctl get /mine --rev=1000000
Error: etcdserver: mvcc: required revision is a future revision
[exit 1]
$ etcdctl put /registry/pods/default/web {}
Error: this would write past the API server, which checks what is stored. Put other keys, or use kubectl for what lies under /registry/.
[exit 1]
$ etcdctl lease grant 10 | sed 's/lease [0-9a-f]*/lease …/'
lease … granted with TTL(10s)
$ etcdctl frobnicate
Error: unknown command "frobnicate" for "etcdctl"
[exit 1]
$ etcdctl get --frobnicate /mine
Error: unknown flag: --frobnicate
[exit 1]
$ etcdctl --endpoints=nowhere:2379 endpoint status
Failed to get the status of endpoint nowhere:2379 (dial tcp: lookup nowhere: no such host)
[exit 1]
$ etcdctl version
etcdctl version: 3.6.6
API version: 3.6
$ fault stop etcd
$ etcdctl endpoint health
etcd:2379 is unhealthy: failed to commit proposal: dial tcp etcd:2379: connect: connection refused
Error: unhealthy cluster
[exit 1]
$ etcdctl get /mine
Error: dial tcp etcd:2379: connect: connection refused
[exit 1]
