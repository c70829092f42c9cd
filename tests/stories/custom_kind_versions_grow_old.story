# A deprecated version says so to whoever uses it; a selector may name the fields that the definition lists. Golden crds-basic.
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
  - name: v1
    served: true
    storage: true
    selectableFields: [{jsonPath: .spec.flag}, {jsonPath: .spec.length}]
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties: {length: {type: integer}, flag: {type: string}}
            x-kubernetes-validations: [{rule: "self.length < 9"}]
  - name: v1beta1
    served: true
    storage: false
    deprecated: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, x-kubernetes-preserve-unknown-fields: true}}}}
  - name: v1alpha1
    served: true
    storage: false
    deprecated: true
    deprecationWarning: harbour.example.com/v1alpha1 Boat sinks; use v1
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, x-kubernetes-preserve-unknown-fields: true}}}}
EOF
Warning: x-kubernetes-validations: this cluster does not evaluate rules in CEL
customresourcedefinition.apiextensions.k8s.io/boats.harbour.example.com created
$ settle
$ kubectl create -f - <<'EOF'
apiVersion: harbour.example.com/v1beta1
kind: Boat
metadata: {name: gull}
spec: {length: 12, flag: red}
---
apiVersion: harbour.example.com/v1
kind: Boat
metadata: {name: tern}
spec: {length: 8, flag: blue}
EOF
Warning: harbour.example.com/v1beta1 Boat is deprecated
boat.harbour.example.com/gull created
boat.harbour.example.com/tern created
$ kubectl get boats.v1alpha1.harbour.example.com
Warning: harbour.example.com/v1alpha1 Boat sinks; use v1
NAME   AGE
gull   0s
tern   0s
$ kubectl get boats --field-selector spec.flag=red
NAME   AGE
gull   0s
$ kubectl get boats --field-selector spec.length!=12,metadata.name=tern -o name
boat.harbour.example.com/tern
$ kubectl get boats.v1beta1.harbour.example.com --field-selector spec.flag=red
Error from server (BadRequest): Unable to find "harbour.example.com/v1beta1, Resource=boats" that match label selector "", field selector "spec.flag=red": field label not supported: spec.flag
[exit 1]
$ kubectl patch crd boats.harbour.example.com --type=json -p '[{"op":"replace","path":"/spec/versions/0/selectableFields/0/jsonPath","value":".spec.sail"}]'
The CustomResourceDefinition "boats.harbour.example.com" is invalid: spec.versions[0].selectableFields[0].jsonPath: Invalid value: ".spec.sail": is an invalid path: does not refer to a valid field
[exit 1]
