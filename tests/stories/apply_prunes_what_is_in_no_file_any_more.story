# kubectl apply --prune and --force: what was applied once and is gone from the file goes; what cannot be changed is made anew. Fact sheet §4.7.
# preset: bare, seed: 7
$ cat > all.yaml <<'EOF'
apiVersion: v1
kind: ConfigMap
metadata: {name: one, labels: {set: x}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: two, labels: {set: x}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {set: x}}
spec: {containers: [{name: web, image: "nginx:1.27"}]}
EOF
$ kubectl apply -f all.yaml
configmap/one created
configmap/two created
pod/web created
$ kubectl create configmap by-hand
configmap/by-hand created
$ kubectl label configmap by-hand set=x
configmap/by-hand labeled
$ head -3 all.yaml > one.yaml
$ kubectl apply -f one.yaml --prune
error: all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector
[exit 1]
$ kubectl apply -f one.yaml --prune -l set=x --dry-run=server
configmap/one unchanged (server dry run)
W0101 00:00:05.513000    4711 prune.go:71] Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.
configmap/two pruned (server dry run)
Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice
pod/web pruned (server dry run)
$ kubectl apply -f one.yaml --prune -l set=x
configmap/one unchanged
W0101 00:00:05.718000    4711 prune.go:71] Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.
configmap/two pruned
Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice
pod/web pruned
$ kubectl get configmaps,pods -l set=x -o name
configmap/by-hand
configmap/one
pod/web
$ cat > web.yaml <<'EOF'
apiVersion: v1
kind: Pod
metadata: {name: other}
spec: {containers: [{name: web, image: "nginx:1.27"}]}
EOF
$ kubectl apply -f web.yaml
pod/other created
$ settle
$ sed "s/name: web,/name: changed,/" web.yaml > changed.yaml
$ kubectl apply -f changed.yaml --force
pod/other configured
$ kubectl get pod other -o jsonpath='{.spec.containers[*].name}'
changed
