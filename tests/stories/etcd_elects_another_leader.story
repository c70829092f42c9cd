# The leader of etcd dies: a write waits for the election, and everything goes on. Fact sheet §5.5, §12.21.
# preset: three-members
# seed: 3
$ etcdctl member list
4453ef7fb66b5b02, started, etcd-1, https://etcd-1:2380, https://etcd-1:2379, false
7e28a05ae6acda8b, started, etcd-2, https://etcd-2:2380, https://etcd-2:2379, false
8c28fbf80ebfea49, started, etcd-3, https://etcd-3:2380, https://etcd-3:2379, false
$ etcdctl endpoint status -w table | cut -d'|' -f2,8,10

  ENDPOINT   | IS LEADER | RAFT TERM 

 etcd-1:2379 | false     |         2 
 etcd-2:2379 | false     |         2 
 etcd-3:2379 | true      |         2 

$ kubectl create configmap before --from-literal=a=1
configmap/before created
$ fault stop etcd-3
$ kubectl create configmap after --from-literal=a=1
configmap/after created
$ etcdctl endpoint health 2>&1 | sed 's/took = .*/took = …/'
etcd-1:2379 is healthy: successfully committed proposal: took = …
etcd-2:2379 is healthy: successfully committed proposal: took = …
etcd-3:2379 is unhealthy: failed to commit proposal: dial tcp etcd-3:2379: connect: connection refused
Error: unhealthy cluster
$ etcdctl endpoint status -w table | cut -d'|' -f2,8,10
Failed to get the status of endpoint etcd-3:2379 (dial tcp etcd-3:2379: connect: connection refused)

  ENDPOINT   | IS LEADER | RAFT TERM 

 etcd-1:2379 | true      |         3 
 etcd-2:2379 | false     |         3 

$ kubectl get configmaps
NAME               DATA   AGE
after              1      2s
before             1      2s
kube-root-ca.crt   1      9s
$ etcdctl get --prefix --keys-only /registry/configmaps/default/
/registry/configmaps/default/after

/registry/configmaps/default/before

/registry/configmaps/default/kube-root-ca.crt

$ fault start etcd-3
$ run 5s
$ etcdctl endpoint health -w table | cut -d'|' -f2,3,5

  ENDPOINT   | HEALTH | ERROR 

 etcd-1:2379 | true   |       
 etcd-2:2379 | true   |       
 etcd-3:2379 | true   |       

