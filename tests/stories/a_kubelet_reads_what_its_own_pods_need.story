# The Node authorizer: a kubelet reads its own Node, and what Pods of its own node refer to. Fact sheet §16.6.
# preset: three-nodes
$ kubectl create secret generic key --from-literal=a=b
secret/key created
$ kubectl create secret generic other --from-literal=a=b
secret/other created
$ cat > pod.yaml <<'EOF'
apiVersion: v1
kind: Pod
metadata:
  name: lock
spec:
  nodeName: node-1
  containers:
  - name: lock
    image: nginx
    envFrom:
    - secretRef:
        name: key
EOF
$ kubectl apply -f pod.yaml
pod/lock created
$ settle
$ kubectl get secret key --as=system:node:node-1 --as-group=system:nodes
NAME   TYPE     DATA   AGE
key    Opaque   1      6s
$ kubectl get secret key --as=system:node:node-2 --as-group=system:nodes
Error from server (Forbidden): secrets "key" is forbidden: User "system:node:node-2" cannot get resource "secrets" in API group "" in the namespace "default": no relationship found between node 'node-2' and this object
[exit 1]
$ kubectl get secret other --as=system:node:node-1 --as-group=system:nodes
Error from server (Forbidden): secrets "other" is forbidden: User "system:node:node-1" cannot get resource "secrets" in API group "" in the namespace "default": no relationship found between node 'node-1' and this object
[exit 1]
$ kubectl get secrets --as=system:node:node-1 --as-group=system:nodes
Error from server (Forbidden): secrets is forbidden: User "system:node:node-1" cannot list resource "secrets" in API group "" in the namespace "default": No Object name found
[exit 1]
$ kubectl get node node-1 --as=system:node:node-2 --as-group=system:nodes
Error from server (Forbidden): nodes "node-1" is forbidden: User "system:node:node-2" cannot get resource "nodes" in API group "" at the cluster scope: node 'node-2' cannot read 'node-1', only its own Node object
[exit 1]
$ kubectl get nodes --as=system:node:node-2 --as-group=system:nodes
Error from server (Forbidden): nodes is forbidden: User "system:node:node-2" cannot list resource "nodes" in API group "" at the cluster scope: node 'node-2' cannot read all nodes, only its own Node object
[exit 1]
$ kubectl get pods --as=system:node:node-1 --as-group=system:nodes
Error from server (Forbidden): pods is forbidden: User "system:node:node-1" cannot list resource "pods" in API group "" in the namespace "default": can only list/watch pods with spec.nodeName field selector
[exit 1]
$ kubectl get pods --field-selector=spec.nodeName=node-1 --as=system:node:node-1 --as-group=system:nodes
NAME   READY   STATUS    RESTARTS   AGE
lock   1/1     Running   0          7s
$ kubectl get leases -n default --as=system:node:node-1 --as-group=system:nodes
Error from server (Forbidden): leases.coordination.k8s.io is forbidden: User "system:node:node-1" cannot list resource "leases" in API group "coordination.k8s.io" in the namespace "default": can only get, create, update, patch, or delete a node lease
[exit 1]
$ kubectl get lease node-2 -n kube-node-lease --as=system:node:node-1 --as-group=system:nodes
Error from server (Forbidden): leases.coordination.k8s.io "node-2" is forbidden: User "system:node:node-1" cannot get resource "leases" in API group "coordination.k8s.io" in the namespace "kube-node-lease": can only access node lease with the same name as the requesting node
[exit 1]
$ kubectl delete node node-2 --as=system:node:node-1 --as-group=system:nodes
Error from server (Forbidden): nodes "node-2" is forbidden: User "system:node:node-1" cannot delete resource "nodes" in API group "" at the cluster scope
[exit 1]
