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
$ kubectl diff -f one.yaml --prune -l set=x --prune-allowlist=core/v1/ConfigMap
diff -u -N /tmp/LIVE-0000000001/v1.ConfigMap.default.two /tmp/MERGED-0000000001/v1.ConfigMap.default.two
--- /tmp/LIVE-0000000001/v1.ConfigMap.default.two	2026-01-01 00:00:05.712000000 +0000
+++ /tmp/MERGED-0000000001/v1.ConfigMap.default.two	1970-01-01 00:00:00.000000000 +0000
@@ -1,13 +0,0 @@
-apiVersion: v1
-kind: ConfigMap
-metadata:
-  annotations:
-    kubectl.kubernetes.io/last-applied-configuration: |
-      {"apiVersion":"v1","kind":"ConfigMap","metadata":{"annotations":{},"labels":{"set":"x"},"name":"two","namespace":"default"}}
-  creationTimestamp: "2026-01-01T00:00:04Z"
-  labels:
-    set: x
-  name: two
-  namespace: default
-  resourceVersion: "175"
-  uid: 9f84155f-e95e-4188-a3ff-39ef1ec3370c
[exit 1]
$ kubectl apply -f one.yaml --prune --all --prune-allowlist=core/v1/Foo
error: no matches for kind "Foo" in version "v1"
[exit 1]
$ kubectl apply -f one.yaml --prune -l set=x
configmap/one unchanged
W0101 00:00:05.932000    4711 prune.go:71] Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.
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
