# The definition goes when its objects are gone, and its objects go when their finalizers let them. Golden crds-basic.
# preset: three-nodes
$ kubectl apply -f - <<'EOF'
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.harbour.example.com}
spec:
  group: harbour.example.com
  scope: Namespaced
  names: {kind: Boat, plural: boats}
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
EOF
customresourcedefinition.apiextensions.k8s.io/boats.harbour.example.com created
$ settle
$ kubectl create namespace elsewhere
namespace/elsewhere created
$ kubectl apply -f - <<'EOF'
apiVersion: harbour.example.com/v1
kind: Boat
metadata: {name: gull}
---
apiVersion: harbour.example.com/v1
kind: Boat
metadata: {name: tern, namespace: elsewhere}
---
apiVersion: harbour.example.com/v1
kind: Boat
metadata: {name: crow, finalizers: [harbour.example.com/moored]}
EOF
boat.harbour.example.com/gull created
boat.harbour.example.com/tern created
boat.harbour.example.com/crow created
$ kubectl get boats -A
NAMESPACE   NAME   AGE
default     crow   0s
default     gull   0s
elsewhere   tern   0s
$ kubectl delete crd boats.harbour.example.com --wait=false
customresourcedefinition.apiextensions.k8s.io "boats.harbour.example.com" deleted
$ run 5s
$ kubectl get boats -A
NAMESPACE   NAME   AGE
default     crow   5s
$ kubectl get crd boats.harbour.example.com -o jsonpath='{.metadata.finalizers} {.status.conditions[?(@.type=="Terminating")].message}'
["customresourcecleanup.apiextensions.k8s.io"] CustomResource deletion is in progress
$ kubectl create -f - <<'EOF'
apiVersion: harbour.example.com/v1
kind: Boat
metadata: {name: late}
EOF
Error from server (MethodNotAllowed): error when creating "STDIN": create not allowed while custom resource definition is terminating
[exit 1]
$ fault stop kube-apiserver
$ run 2s
$ fault start kube-apiserver
$ run 5s
$ kubectl get boats
NAME   AGE
crow   13s
$ kubectl patch boat crow --type=merge -p '{"metadata":{"finalizers":null}}'
boat.harbour.example.com/crow patched
$ run 5s
$ kubectl get crds
No resources found
$ kubectl get boats
Error from server (NotFound): Unable to list "harbour.example.com/v1, Resource=boats": the server could not find the requested resource (get boats.harbour.example.com)
[exit 1]
