# Who holds which Lease, for how long, and how fresh it is. Fact sheet §10.8.
# preset: three-nodes
$ run 60s
$ kubectl get leases -A -o custom-columns=NAMESPACE:.metadata.namespace,NAME:.metadata.name,HOLDER:.spec.holderIdentity,SECONDS:.spec.leaseDurationSeconds | sed -E 's/apiserver-[a-z0-9]+/apiserver-…/g; s/_[0-9a-f-]{36}/_…/'
NAMESPACE         NAME                                   HOLDER                                                                      SECONDS
kube-node-lease   control-plane                          control-plane                                                               40
kube-node-lease   node-1                                 node-1                                                                      40
kube-node-lease   node-2                                 node-2                                                                      40
kube-node-lease   node-3                                 node-3                                                                      40
kube-system       apiserver-…   apiserver-…_…   3600
kube-system       kube-controller-manager                control-plane_…                          15
kube-system       kube-scheduler                         control-plane_…                          15
$ kubectl get lease node-1 -n kube-node-lease -o jsonpath='{.spec.renewTime}{"\n"}'
2026-01-01T00:01:02.430000Z
$ run 11s
$ kubectl get lease node-1 -n kube-node-lease -o jsonpath='{.spec.renewTime}{"\n"}'
2026-01-01T00:01:12.571000Z
$ kubectl get lease kube-scheduler -n kube-system -o jsonpath='{.spec.renewTime}{"\n"}'
2026-01-01T00:01:20.445000Z
$ run 3s
$ kubectl get lease kube-scheduler -n kube-system -o jsonpath='{.spec.renewTime}{"\n"}'
2026-01-01T00:01:24.460000Z
