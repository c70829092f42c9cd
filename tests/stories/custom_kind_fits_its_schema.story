# What a schema does not declare goes, what it has defaults for comes, and the rest is refused word for word. Golden crds-basic.
# preset: three-nodes
$ kubectl apply -f - <<'EOF'
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: crates.harbour.example.com}
spec:
  group: harbour.example.com
  scope: Namespaced
  names: {kind: Crate, plural: crates}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            default: {}
            properties:
              tags: {type: array, maxItems: 3, x-kubernetes-list-type: set, items: {type: string, minLength: 2}}
              seals:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [name]
                items: {type: object, required: [name], properties: {name: {type: string}, strength: {type: integer, default: 5}}}
              weights: {type: object, maxProperties: 2, additionalProperties: {type: number, multipleOf: 0.5, exclusiveMinimum: true, minimum: 0}}
              port: {x-kubernetes-int-or-string: true}
              packed: {type: string, format: date-time}
              note: {type: string, nullable: true}
              free: {type: object, x-kubernetes-preserve-unknown-fields: true, properties: {inner: {type: object, properties: {known: {type: string}}}}}
              lid:
                type: object
                default: {kind: wood}
                properties: {kind: {type: string}, nails: {type: integer, default: 8}}
              way:
                type: object
                properties: {sea: {type: string}, air: {type: string}}
                oneOf: [{required: [sea]}, {required: [air]}]
EOF
customresourcedefinition.apiextensions.k8s.io/crates.harbour.example.com created
$ kubectl wait --for=condition=Established crd/crates.harbour.example.com
customresourcedefinition.apiextensions.k8s.io/crates.harbour.example.com condition met
$ kubectl apply -f - <<'EOF'
apiVersion: harbour.example.com/v1
kind: Crate
metadata: {name: empty}
EOF
crate.harbour.example.com/empty created
$ kubectl get crate empty -o jsonpath='{.spec}'
{"lid":{"kind":"wood","nails":8}}
$ kubectl apply -f - <<'EOF'
apiVersion: harbour.example.com/v1
kind: Crate
metadata: {name: full}
spec:
  tags: [aa, bb]
  seals: [{name: one}, {name: two, strength: 2}]
  weights: {top: 1.5, bottom: 2}
  port: http
  packed: 2026-01-02T03:04:05Z
  note: null
  free: {anything: [{goes: here}], inner: {known: x}}
  way: {sea: calm}
EOF
crate.harbour.example.com/full created
$ kubectl get crate full -o jsonpath='{.spec}'
{"free":{"anything":[{"goes":"here"}],"inner":{"known":"x"}},"lid":{"kind":"wood","nails":8},"note":null,"packed":"2026-01-02T03:04:05Z","port":"http","seals":[{"name":"one","strength":5},{"name":"two","strength":2}],"tags":["aa","bb"],"way":{"sea":"calm"},"weights":{"bottom":2,"top":1.5}}
$ kubectl apply --validate=warn -f - <<'EOF'
apiVersion: harbour.example.com/v1
kind: Crate
metadata: {name: odd, colour: red}
spec: {free: {inner: {unknown: 1}}, stamp: x}
status: {lost: true}
EOF
Warning: unknown field "metadata.colour"
Warning: unknown field "spec.free.inner.unknown"
Warning: unknown field "spec.stamp"
Warning: unknown field "status"
crate.harbour.example.com/odd created
$ kubectl get crate odd -o jsonpath='{.metadata.colour}{.spec}{.status}'
{"free":{"inner":{}},"lid":{"kind":"wood","nails":8}}
$ kubectl apply -f - <<'EOF'
apiVersion: harbour.example.com/v1
kind: Crate
metadata: {name: bad}
spec:
  tags: [a, b, b, c]
  seals: [{name: one}, {name: one}, {strength: 1}]
  weights: {a: 0, b: 0.7, c: 1}
  port: true
  packed: yesterday
  way: {sea: calm, air: clear}
EOF
The Crate "bad" is invalid: 
* spec.packed: Invalid value: "yesterday": spec.packed in body must be of type date-time: "yesterday"
* spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"
* spec.seals[2].name: Required value
* spec.tags[0]: Invalid value: "a": spec.tags[0] in body should be at least 2 chars long
* spec.tags[1]: Invalid value: "b": spec.tags[1] in body should be at least 2 chars long
* spec.tags[2]: Invalid value: "b": spec.tags[2] in body should be at least 2 chars long
* spec.tags[3]: Invalid value: "c": spec.tags[3] in body should be at least 2 chars long
* spec.tags: Too many: 4: must have at most 3 items
* <nil>: Invalid value: "": "spec.way" must validate one and only one schema (oneOf). Found 2 valid alternatives
* spec.weights: Too many: 3: must have at most 2 items
* spec.seals[1]: Duplicate value: {"name":"one"}
* spec.tags[2]: Duplicate value: "b"
[exit 1]
$ kubectl apply -f - <<'EOF'
apiVersion: harbour.example.com/v1
kind: Crate
metadata: {name: bad}
spec: {way: {}, lid: heavy}
EOF
The Crate "bad" is invalid: 
* spec.lid: Invalid value: "string": spec.lid in body must be of type object: "string"
* <nil>: Invalid value: "": "spec.way" must validate one and only one schema (oneOf). Found none valid
* spec.way.sea: Required value
[exit 1]
$ kubectl apply -f - <<'EOF'
apiVersion: harbour.example.com/v1
kind: Crate
metadata: {name: Bad, labels: {a: [b]}}
EOF
error: unable to decode "STDIN": json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type string
[exit 1]
$ kubectl apply -f - <<'EOF'
apiVersion: harbour.example.com/v1
kind: Crate
metadata: {name: Bad}
EOF
The Crate "Bad" is invalid: metadata.name: Invalid value: "Bad": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
[exit 1]
