# One object, seen in each version that is served; etcd holds it in one. No conversion but the version's name. Golden crds-basic.
# preset: three-nodes
$ kubectl apply -f - <<'EOF'
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.harbour.example.com}
spec:
  group: harbour.example.com
  scope: Cluster
  names: {kind: Boat, plural: boats, singular: vessel}
  versions:
  - name: v1beta1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {length: {type: integer}, flag: {type: string}}}}}}
  - name: v1
    served: true
    storage: false
    additionalPrinterColumns: [{name: Length, type: integer, jsonPath: .spec.length}]
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {length: {type: integer, maximum: 9}, flag: {type: string}}}}}}
EOF
customresourcedefinition.apiextensions.k8s.io/boats.harbour.example.com created
$ settle
$ kubectl get --raw /apis/harbour.example.com
{"kind":"APIGroup","apiVersion":"v1","name":"harbour.example.com","versions":[{"groupVersion":"harbour.example.com/v1","version":"v1"},{"groupVersion":"harbour.example.com/v1beta1","version":"v1beta1"}],"preferredVersion":{"groupVersion":"harbour.example.com/v1","version":"v1"}}
$ kubectl apply -f - <<'EOF'
apiVersion: harbour.example.com/v1beta1
kind: Boat
metadata: {name: long}
spec: {length: 12}
EOF
boat.harbour.example.com/long created
$ kubectl get vessel long -o jsonpath='{.apiVersion} {.spec}'
harbour.example.com/v1 {"length":12}
$ kubectl get boats
NAME   LENGTH
long   12
$ kubectl get boats.v1beta1.harbour.example.com long -o jsonpath='{.apiVersion} {.spec}'
harbour.example.com/v1beta1 {"length":12}
$ kubectl label boat long sea=north
boat.harbour.example.com/long labeled
$ kubectl patch boat long --type=merge -p '{"spec":{"length":8}}'
boat.harbour.example.com/long patched
$ kubectl patch boat long --type=merge -p '{"spec":{"length":10}}'
The Boat "long" is invalid: spec.length: Invalid value: 10: spec.length in body should be less than or equal to 9
[exit 1]
$ kubectl get boats -L sea
NAME   LENGTH   SEA
long   8        north
$ kubectl patch crd boats.harbour.example.com --type=json -p '[{"op":"add","path":"/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/flag/default","value":"blue"},{"op":"replace","path":"/spec/versions/1/name","value":"v2"}]'
customresourcedefinition.apiextensions.k8s.io/boats.harbour.example.com patched
$ settle
$ kubectl get boats
Error from server (NotFound): Unable to list "harbour.example.com/v1, Resource=boats": the server could not find the requested resource (get boats.harbour.example.com)
[exit 1]
$ kubectl get boats.v2.harbour.example.com -o jsonpath='{.items[0].apiVersion} {.items[0].spec}'
harbour.example.com/v2 {"flag":"blue","length":8}
$ kubectl patch crd boats.harbour.example.com --type=merge -p '{"spec":{"scope":"Namespaced"}}'
The CustomResourceDefinition "boats.harbour.example.com" is invalid: spec.scope: Invalid value: "Namespaced": field is immutable
[exit 1]
