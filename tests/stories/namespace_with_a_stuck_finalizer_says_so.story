# A namespace that is being deleted takes nothing new, and says what holds it. Fact sheet §12.19.
# preset: bare
$ kubectl create namespace stuck
namespace/stuck created
$ kubectl apply -n stuck -f - <<'EOF'
apiVersion: v1
kind: ConfigMap
metadata: {name: held, finalizers: [example.com/hold]}
EOF
configmap/held created
$ kubectl delete namespace stuck --wait=false
namespace "stuck" deleted
$ run 20s
$ kubectl get namespace stuck --no-headers | sed 's/  *[0-9]*s$//'
stuck   Terminating
$ kubectl get namespace stuck -o jsonpath='{range .status.conditions[?(@.status=="True")]}{.type}: {.message}{"\n"}{end}'
NamespaceContentRemaining: Some resources are remaining: configmaps. has 1 resource instances
NamespaceFinalizersRemaining: Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances
$ kubectl create configmap late -n stuck
error: failed to create configmap: configmaps "late" is forbidden: unable to create new content in namespace stuck because it is being terminated
[exit 1]
$ kubectl patch configmap held -n stuck --type=merge -p '{"metadata":{"finalizers":null}}'
configmap/held patched
$ run 30s
$ kubectl get namespace stuck
Error from server (NotFound): namespaces "stuck" not found
[exit 1]
