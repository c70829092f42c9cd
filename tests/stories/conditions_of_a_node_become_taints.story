# Each condition that a node is in keeps Pods away by a taint of its own. Fact sheet §10.9.
# preset: three-nodes
$ kubectl cordon node-1
node/node-1 cordoned
$ fault stop container-runtime/node-2
$ fault stop kubelet/node-3
$ run 75s
$ kubectl get nodes -o jsonpath='{range .items[*]}{.metadata.name}{range .spec.taints[*]} {.key}:{.effect}{end}{"\n"}{end}'
control-plane node-role.kubernetes.io/control-plane:NoSchedule
node-1 node.kubernetes.io/unschedulable:NoSchedule
node-2 node.kubernetes.io/not-ready:NoSchedule node.kubernetes.io/not-ready:NoExecute
node-3 node.kubernetes.io/unreachable:NoSchedule node.kubernetes.io/unreachable:NoExecute
$ kubectl get node node-1 -o jsonpath='{.spec.taints[0].timeAdded}{"\n"}'
2026-01-01T00:00:10Z
$ kubectl taint nodes node-3 node.kubernetes.io/out-of-service=nodeshutdown:NoExecute
node/node-3 tainted
$ kubectl get nodes node-3 -o jsonpath='{range .spec.taints[*]}{.key}:{.effect} {end}{"\n"}'
node.kubernetes.io/unreachable:NoSchedule node.kubernetes.io/unreachable:NoExecute node.kubernetes.io/out-of-service:NoExecute 
$ kubectl patch node node-1 --subresource=status -p '{"status":{"conditions":[{"type":"NetworkUnavailable","status":"True","reason":"NoRouteCreated","message":"no route yet"}]}}'
node/node-1 patched
$ run 5s
$ kubectl get node node-1 -o jsonpath='{range .spec.taints[*]}{.key}:{.effect} {end}{"\n"}'
node.kubernetes.io/unschedulable:NoSchedule node.kubernetes.io/network-unavailable:NoSchedule 
