# A namespace takes its custom objects along, and its quota counts them. Fact sheet §7.11, §7.17; Golden crds-basic.
# preset: three-nodes
$ kubectl create namespace bay
namespace/bay created
$ kubectl create quota few --hard=count/boats.harbour.example.com=2 -n bay
resourcequota/few created
$ kubectl apply -f - <<'EOF'
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.harbour.example.com}
spec:
  group: harbour.example.com
  scope: Namespaced
  names: {kind: Boat, plural: boats, shortNames: [bt]}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {status: {}, scale: {specReplicasPath: .spec.crew, statusReplicasPath: .status.crew, labelSelectorPath: .status.selector}}
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec: {type: object, properties: {crew: {type: integer}}}
          status: {type: object, properties: {crew: {type: integer}, selector: {type: string}}}
EOF
customresourcedefinition.apiextensions.k8s.io/boats.harbour.example.com created
$ settle
$ kubectl apply -n bay -f - <<'EOF'
apiVersion: harbour.example.com/v1
kind: Boat
metadata: {name: one}
---
apiVersion: harbour.example.com/v1
kind: Boat
metadata: {name: two}
---
apiVersion: harbour.example.com/v1
kind: Boat
metadata: {name: three}
EOF
boat.harbour.example.com/one created
boat.harbour.example.com/two created
Error from server (Forbidden): error when creating "STDIN": boats.harbour.example.com "three" is forbidden: exceeded quota: few, requested: count/boats.harbour.example.com=1, used: count/boats.harbour.example.com=2, limited: count/boats.harbour.example.com=2
[exit 1]
$ kubectl get quota few -n bay -o jsonpath='{.status.used}'
{"count/boats.harbour.example.com":"2"}
$ kubectl delete boat two -n bay
boat.harbour.example.com "two" deleted
$ settle
$ kubectl get quota few -n bay -o jsonpath='{.status.used}'
{"count/boats.harbour.example.com":"1"}
$ kubectl patch boat one -n bay --type=merge -p '{"metadata":{"finalizers":["harbour.example.com/moored"]}}'
boat.harbour.example.com/one patched
$ kubectl delete namespace bay --wait=false
namespace "bay" deleted
$ run 20s
$ kubectl get ns bay -o jsonpath='{.status.conditions[?(@.type=="NamespaceContentRemaining")].message}'
Some resources are remaining: boats.harbour.example.com has 1 resource instances
$ kubectl patch boat one -n bay --type=merge -p '{"metadata":{"finalizers":null}}'
boat.harbour.example.com/one patched
$ run 30s
$ kubectl get ns bay
Error from server (NotFound): namespaces "bay" not found
[exit 1]
