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
{"level":"warn","ts":"2026-01-01T00:00:05.692000Z","logger":"etcd-client","caller":"v3@v3.6.6/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0002b0000/etcd:2379","method":"/etcdserverpb.KV/Range","attempt":0,"error":"rpc error: code = OutOfRange desc = etcdserver: mvcc: required revision is a future revision"}
Error: etcdserver: mvcc: required revision is a future revision
[exit 1]
$ etcdctl put /registry/pods/default/web {}
Error: this would write past the API server, which checks what is stored. Put other keys, or use kubectl for what lies under /registry/.
[exit 1]
$ etcdctl lease grant 10 | sed 's/lease [0-9a-f]*/lease …/'
lease … granted with TTL(10s)
$ etcdctl lease grant 1 | sed 's/lease [0-9a-f]*/lease …/'
lease … granted with TTL(2s)
$ etcdctl get --prefix --keys-only --sort-by=CREATE --order=DESCEND --limit=1 /registry/namespaces/
/registry/namespaces/default

$ etcdctl get /mine -w fields
"ClusterID" : 6121694497172326665
"MemberID" : 14090845773141119762
"Revision" : 177
"RaftTerm" : 1
"More" : false
"Count" : 0
$ etcdctl get --prefix / --count-only
Error: --count-only is only for `--write-out=fields`
[exit 128]
$ etcdctl get --prefix /registry/services/specs/ --count-only -w fields | tail -1
"Count" : 1
$ etcdctl get --prefix --from-key /mine
Error: `--prefix` and `--from-key` cannot be set at the same time, choose one
[exit 128]
$ etcdctl get /mine --order=UP
Error: bad sort order UP
[exit 4]
$ etcdctl get -w table /mine
Error: table is not supported as output format
[exit 4]
$ etcdctl get --rev=two /mine
Error: invalid argument "two" for "--rev" flag: strconv.ParseInt: parsing "two": invalid syntax
[exit 1]
$ etcdctl get
Error: get command needs one argument as key and an optional argument as range_end
[exit 128]
$ etcdctl put --prefix /mine 3
Error: unknown flag: --prefix
[exit 1]
$ echo 3 | etcdctl put /mine
OK
$ etcdctl del /mine --prev-kv
1
/mine
3

$ etcdctl member list
c38cbd92fce41312, started, etcd, https://etcd:2380, https://etcd:2379, false
$ etcdctl member list -w table
+------------------+---------+------+-------------------+-------------------+------------+
|        ID        | STATUS  | NAME |    PEER ADDRS     |   CLIENT ADDRS    | IS LEARNER |
+------------------+---------+------+-------------------+-------------------+------------+
| c38cbd92fce41312 | started | etcd | https://etcd:2380 | https://etcd:2379 |      false |
+------------------+---------+------+-------------------+-------------------+------------+
$ etcdctl member list -w json
{"header":{"cluster_id":6121694497172326665,"member_id":14090845773141119762,"raft_term":1},"members":[{"ID":14090845773141119762,"name":"etcd","peerURLs":["https://etcd:2380"],"clientURLs":["https://etcd:2379"]}]}
$ etcdctl endpoint status -w json | grep -o '"Endpoint":"[^"]*"\|"leader":[0-9]*'
"Endpoint":"etcd:2379"
"leader":14090845773141119762
$ etcdctl endpoint status -w fields | grep 'Version\|IsLearner\|Errors'
"Version" : "3.6.6"
"StorageVersion" : "3.6.0"
"IsLearner" : false
"Errors" : []
"DowngradeTargetVersion" : ""
$ etcdctl endpoint health -w table
+-----------+--------+------+-------+
| ENDPOINT  | HEALTH | TOOK | ERROR |
+-----------+--------+------+-------+
| etcd:2379 |   true |  4ms |       |
+-----------+--------+------+-------+
$ etcdctl endpoint status -w table
+-----------+------------------+---------+-----------------+---------+--------+-----------------------+--------+-----------+------------+-----------+------------+--------------------+--------+--------------------------+-------------------+
| ENDPOINT  |        ID        | VERSION | STORAGE VERSION | DB SIZE | IN USE | PERCENTAGE NOT IN USE | QUOTA  | IS LEADER | IS LEARNER | RAFT TERM | RAFT INDEX | RAFT APPLIED INDEX | ERRORS | DOWNGRADE TARGET VERSION | DOWNGRADE ENABLED |
+-----------+------------------+---------+-----------------+---------+--------+-----------------------+--------+-----------+------------+-----------+------------+--------------------+--------+--------------------------+-------------------+
| etcd:2379 | c38cbd92fce41312 |   3.6.6 |           3.6.0 |  719 kB | 719 kB |                    0% | 2.1 GB |      true |      false |         1 |        182 |                182 |        |                          |             false |
+-----------+------------------+---------+-----------------+---------+--------+-----------------------+--------+-----------+------------+-----------+------------+--------------------+--------+--------------------------+-------------------+
$ etcdctl end s
etcd:2379, c38cbd92fce41312, 3.6.6, 3.6.0, 719 kB, 719 kB, 0%, 2.1 GB, true, false, 1, 183, 183, , , false
$ etcdctl endpoint h -w fields | head -2
NAME:
	endpoint - Endpoint related commands
$ etcdctl endpoint health -w fields
"Endpoint" : "etcd:2379"
"Health" : true
"Took" : 4ms
"Error" : 

$ etcdctl compact 20
compacted revision 20
$ etcdctl comp 20
Error: unknown command "comp" for "etcdctl"
[exit 1]
$ etcdctl endpoint health -w yaml
Error: unsupported output format
[exit 4]
$ etcdctl --endpoints=https://127.0.0.1:2379 --cacert=/etc/kubernetes/pki/etcd/ca.crt --cert=/etc/kubernetes/pki/etcd/server.crt --key=/etc/kubernetes/pki/etcd/server.key member list
c38cbd92fce41312, started, etcd, https://etcd:2380, https://etcd:2379, false
$ etcdctl --endpoints=127.0.0.1:4001 endpoint health
{"level":"warn","ts":"2026-01-01T00:00:13.762000Z","logger":"client","caller":"v3@v3.6.6/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0002b0000/127.0.0.1:4001","method":"/etcdserverpb.KV/Range","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \"transport: Error while dialing: dial tcp 127.0.0.1:4001: connect: connection refused\""}
127.0.0.1:4001 is unhealthy: failed to commit proposal: context deadline exceeded
Error: unhealthy cluster
[exit 1]
$ etcdctl compaction now
Error: strconv.ParseInt: parsing "now": invalid syntax
[exit 1]
$ etcdctl lease revoke xyz
Error: bad lease ID arg (strconv.ParseInt: parsing "xyz": invalid syntax), expecting ID in Hex
[exit 128]
$ etcdctl defrag
Finished defragmenting etcd member[etcd:2379]. took 3ms
$ etcdctl alarm list
$ etcdctl member remove c38cbd92fce41312
Error: the members of this cluster are given: none can be added, changed or removed
[exit 1]
$ etcdctl watch --prefix /registry
Error: there is no watch in this etcdctl: read again with get, or watch through the API server: kubectl get … -w
[exit 1]
$ etcdctl member --help | head -14
NAME:
	member - Membership related commands

USAGE:
	etcdctl member <subcommand> [flags]

API VERSION:
	3.6


COMMANDS:
	list	Lists all members in the cluster

OPTIONS:
$ etcdctl get --help | head -8
NAME:
	get - Gets the key or a range of keys

USAGE:
	etcdctl get [options] <key> [range_end] [flags]

OPTIONS:
      --consistency=""          	Linearizable(l) or Serializable(s)
$ etcdctl --write-out
Error: flag needs an argument: --write-out
[exit 1]
$ etcdctl frobnicate
Error: unknown command "frobnicate" for "etcdctl"
[exit 1]
$ etcdctl get --frobnicate /mine
Error: unknown flag: --frobnicate
[exit 1]
$ etcdctl --endpoints=nowhere:2379 endpoint status
{"level":"warn","ts":"2026-01-01T00:00:19.968000Z","logger":"etcd-client","caller":"v3@v3.6.6/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0002b0000/nowhere:2379","method":"/etcdserverpb.Maintenance/Status","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \"transport: Error while dialing: dial tcp: lookup nowhere: no such host\""}
Failed to get the status of endpoint nowhere:2379 (context deadline exceeded)
[exit 1]
$ etcdctl version
etcdctl version: 3.6.6
API version: 3.6
$ fault stop etcd
$ etcdctl endpoint health
{"level":"warn","ts":"2026-01-01T00:00:25.168000Z","logger":"client","caller":"v3@v3.6.6/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0002b0000/etcd:2379","method":"/etcdserverpb.KV/Range","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \"transport: Error while dialing: dial tcp etcd:2379: connect: connection refused\""}
etcd:2379 is unhealthy: failed to commit proposal: context deadline exceeded
Error: unhealthy cluster
[exit 1]
$ etcdctl get /mine
{"level":"warn","ts":"2026-01-01T00:00:30.268000Z","logger":"etcd-client","caller":"v3@v3.6.6/retry_interceptor.go:65","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc0002b0000/etcd:2379","method":"/etcdserverpb.KV/Range","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \"transport: Error while dialing: dial tcp etcd:2379: connect: connection refused\""}
Error: context deadline exceeded
[exit 1]
