# A definition that cannot be served is refused, each fault with its place. Fact sheet §4.4; Golden crds-basic.
# preset: three-nodes
$ kubectl apply -f - <<'EOF'
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boat.harbour}
spec:
  group: harbour
  scope: Town
  names: {kind: Boat, plural: Boats, shortNames: [1b]}
  versions:
  - {name: v1, served: true, storage: true}
EOF
The CustomResourceDefinition "boat.harbour" is invalid: 
* metadata.name: Invalid value: "boat.harbour": must be spec.names.plural+"."+spec.group
* spec.group: Invalid value: "harbour": should be a domain with at least one dot
* spec.scope: Unsupported value: "Town": supported values: "Cluster", "Namespaced"
* spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required
* spec.names.plural: Invalid value: "Boats": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')
* spec.names.shortNames[0]: Invalid value: "1b": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')
[exit 1]
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
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec: {properties: {length: {type: int}, crew: {type: array}}}
EOF
The CustomResourceDefinition "boats.harbour.example.com" is invalid: spec.validation.openAPIV3Schema.properties[spec].properties[length].type: Unsupported value: "int": supported values: "array", "boolean", "integer", "number", "object", "string"
[exit 1]
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
    subresources: {scale: {specReplicasPath: spec.crew, statusReplicasPath: .spec.crew}}
    additionalPrinterColumns: [{name: Length, type: int, jsonPath: .spec.length}, {name: Flag, type: string, jsonPath: spec.flag}]
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec: {properties: {length: {default: x, type: integer}, crew: {type: array}}, anyOf: [{type: object, required: [sail]}]}
EOF
The CustomResourceDefinition "boats.harbour.example.com" is invalid: 
* spec.validation.openAPIV3Schema.properties[spec].anyOf[0].type: Forbidden: must be empty to be structural
* spec.validation.openAPIV3Schema.properties[spec].properties[crew].items: Required value: must be specified
* spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields
* spec.subresources.scale.specReplicasPath: Invalid value: "spec.crew": must be a simple json path starting with .
* spec.subresources.scale.statusReplicasPath: Invalid value: ".spec.crew": should be a json path under .status
* spec.additionalPrinterColumns[0].type: Invalid value: "int": must be one of boolean,date,integer,number,string
* spec.additionalPrinterColumns[1].JSONPath: Invalid value: "spec.flag": must be a simple json path starting with .
[exit 1]
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
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {length: {default: x, type: integer}}}}}}
  - name: v2
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object}}
EOF
The CustomResourceDefinition "boats.harbour.example.com" is invalid: 
* spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[length].default: Invalid value: "string":  in body must be of type integer: "string"
* spec.versions: Invalid value: [{"Name":"v1","Served":true,"Storage":true,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null},{"Name":"v2","Served":true,"Storage":true,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null}]: must have exactly one version marked as storage version
[exit 1]
$ kubectl apply -f - <<'EOF'
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.sigs.k8s.io}
spec:
  group: sigs.k8s.io
  scope: Cluster
  names: {kind: Boat, plural: boats}
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
EOF
The CustomResourceDefinition "boats.sigs.k8s.io" is invalid: metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111
[exit 1]
$ kubectl get crds
No resources found
