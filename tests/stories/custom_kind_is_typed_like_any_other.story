# What a person types about a custom kind: files that hold more than is known, categories, watches, roles. Golden crds-basic.
# preset: three-nodes
$ kubectl auth can-i list boats.harbour.example.com --as=anne
Warning: the server doesn't have a resource type 'boats' in group 'harbour.example.com'

no
[exit 1]
$ kubectl apply -f - <<'EOF'
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.harbour.example.com, labels: {a: b}}
spec:
  group: harbour.example.com
  scope: Namespaced
  names: {kind: Boat, plural: boats, shortNames: [bt], categories: [all]}
  versions:
  - name: v1
    served: true
    storage: true
    additionalPrinterColumns: [{name: Length, type: integer, jsonPath: .spec.length}, {name: Tags, type: string, jsonPath: .spec.tags}, {name: First, type: string, jsonPath: '.spec.tags[0]'}, {name: Born, type: date, jsonPath: .metadata.creationTimestamp}, {name: Ok, type: boolean, jsonPath: .spec.ok}]
    schema: {openAPIV3Schema: {type: object, description: A boat., properties: {spec: {type: object, description: What it should be., required: [length], properties: {length: {type: integer, description: In metres.}, ok: {type: boolean}, tags: {type: array, items: {type: string}}, map: {type: object, additionalProperties: {type: integer}}}}}}}
---
apiVersion: harbour.example.com/v1
kind: Boat
metadata: {name: early}
spec: {length: 1}
EOF
customresourcedefinition.apiextensions.k8s.io/boats.harbour.example.com created
error: resource mapping not found for name: "early" namespace: "" from "STDIN": no matches for kind "Boat" in version "harbour.example.com/v1"
ensure CRDs are installed first
[exit 1]
$ kubectl wait --for=condition=Established crd --all
customresourcedefinition.apiextensions.k8s.io/boats.harbour.example.com condition met
$ kubectl create -f - <<'EOF'
apiVersion: harbour.example.com/v1
kind: Boat
metadata: {name: gull}
spec: {length: 1, tags: [a, b], ok: true}
EOF
boat.harbour.example.com/gull created
$ kubectl get all
NAME                 TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE
service/kubernetes   ClusterIP   10.96.0.1    <none>        443/TCP   12s

NAME                            LENGTH   TAGS        FIRST   BORN   OK
boat.harbour.example.com/gull   1        ["a","b"]   a       0s     true
$ kubectl explain boats.spec --recursive
GROUP:      harbour.example.com
KIND:       Boat
VERSION:    v1

FIELD: spec <Object>


DESCRIPTION:
    What it should be.
    
FIELDS:
  length	<integer> -required-
  map	<map[string]integer>
  ok	<boolean>
  tags	<[]string>

$ kubectl create role sailor --verb=get,list --resource=boats.harbour.example.com
role.rbac.authorization.k8s.io/sailor created
$ kubectl create rolebinding sailors --role=sailor --user=anne
rolebinding.rbac.authorization.k8s.io/sailors created
$ kubectl get boats --as=anne -o name
boat.harbour.example.com/gull
$ kubectl delete boats --all --as=anne
Error from server (Forbidden): boats.harbour.example.com "gull" is forbidden: User "anne" cannot delete resource "boats" in API group "harbour.example.com" in the namespace "default"
[exit 1]
$ kubectl auth can-i list boats.harbour.example.com --as=anne
yes
$ kubectl get boat gull nosuch -o name
boat.harbour.example.com/gull
Error from server (NotFound): boats.harbour.example.com "nosuch" not found
[exit 1]
$ kubectl delete crd boats.harbour.example.com --wait=false
customresourcedefinition.apiextensions.k8s.io "boats.harbour.example.com" deleted
$ kubectl wait --for=delete crd/boats.harbour.example.com --timeout=10s
customresourcedefinition.apiextensions.k8s.io/boats.harbour.example.com condition met
$ kubectl get all
NAME                 TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE
service/kubernetes   ClusterIP   10.96.0.1    <none>        443/TCP   14s
Error from server (NotFound): Unable to list "harbour.example.com/v1, Resource=boats": the server could not find the requested resource (get boats.harbour.example.com)
[exit 1]
