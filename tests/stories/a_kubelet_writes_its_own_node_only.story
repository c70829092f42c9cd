# NodeRestriction: a kubelet changes its own Node and Pods of its own node, and no labels that others rely on. Fact sheet §4.9.
# preset: three-nodes
$ kubectl run web --image=nginx --overrides='{"spec":{"nodeName":"node-2"}}'
pod/web created
$ settle
$ kubectl label node node-1 mine=yes --as=system:node:node-1 --as-group=system:nodes
node/node-1 labeled
$ kubectl patch node node-1 -p '{"metadata":{"labels":{"mine":"yes"}}}' --as=system:node:node-1 --as-group=system:nodes
node/node-1 patched (no change)
$ kubectl patch node node-1 -p '{"metadata":{"labels":{"node-role.kubernetes.io/control-plane":""}}}' --as=system:node:node-1 --as-group=system:nodes
Error from server (Forbidden): nodes "node-1" is forbidden: is not allowed to modify labels: node-role.kubernetes.io/control-plane
[exit 1]
$ kubectl patch node node-1 -p '{"metadata":{"labels":{"node-restriction.kubernetes.io/zone":"a"}}}' --as=system:node:node-1 --as-group=system:nodes
Error from server (Forbidden): nodes "node-1" is forbidden: is not allowed to modify labels: node-restriction.kubernetes.io/zone
[exit 1]
$ kubectl patch node node-1 -p '{"spec":{"taints":[{"key":"a","effect":"NoSchedule"}]}}' --as=system:node:node-1 --as-group=system:nodes
Error from server (Forbidden): nodes "node-1" is forbidden: node "node-1" is not allowed to modify taints
[exit 1]
$ kubectl patch node node-2 -p '{"metadata":{"labels":{"mine":"yes"}}}' --as=system:node:node-1 --as-group=system:nodes
Error from server (Forbidden): nodes "node-2" is forbidden: User "system:node:node-1" cannot get resource "nodes" in API group "" at the cluster scope: node 'node-1' cannot read 'node-2', only its own Node object
[exit 1]
$ kubectl run mine --image=nginx --as=system:node:node-1 --as-group=system:nodes
Error from server (Forbidden): pods "mine" is forbidden: pod does not have "kubernetes.io/config.mirror" annotation, node "node-1" can only create mirror pods
[exit 1]
$ kubectl delete pod web --as=system:node:node-1 --as-group=system:nodes
Error from server (Forbidden): pods "web" is forbidden: node "node-1" can only delete pods with spec.nodeName set to itself
[exit 1]
$ kubectl create token default --bound-object-kind=Pod --bound-object-name=web --as=system:node:node-1 --as-group=system:nodes
error: failed to create token: serviceaccounts "default" is forbidden: User "system:node:node-1" cannot create resource "serviceaccounts/token" in API group "" in the namespace "default": no relationship found between node 'node-1' and this object
[exit 1]
$ kubectl create token default --as=system:node:node-2 --as-group=system:nodes
error: failed to create token: serviceaccounts "default" is forbidden: node requested token not bound to a pod
[exit 1]
$ kubectl delete pod web --as=system:node:node-2 --as-group=system:nodes --wait=false
pod "web" deleted
