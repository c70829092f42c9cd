# Two kinds of a group may have no name in common: the second waits until the first is gone. Golden crds-basic.
# preset: three-nodes
$ kubectl apply -f - <<'EOF'
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.harbour.example.com}
spec:
  group: harbour.example.com
  scope: Namespaced
  names: {kind: Boat, plural: boats, shortNames: [bt]}
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
EOF
customresourcedefinition.apiextensions.k8s.io/boats.harbour.example.com created
$ settle
$ kubectl get crd boats.harbour.example.com -o jsonpath='{range .status.conditions[*]}{.type}={.status} {.reason}: {.message}{"\n"}{end}{.status.acceptedNames} {.status.storedVersions}'
NamesAccepted=True NoConflicts: no conflicts found
Established=True InitialNamesAccepted: the initial names have been accepted
{"kind":"Boat","listKind":"BoatList","plural":"boats","shortNames":["bt"],"singular":"boat"} ["v1"]
$ kubectl apply -f - <<'EOF'
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: vessels.harbour.example.com}
spec:
  group: harbour.example.com
  scope: Cluster
  names: {kind: Boat, plural: vessels, shortNames: [vs]}
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
EOF
customresourcedefinition.apiextensions.k8s.io/vessels.harbour.example.com created
$ settle
$ kubectl get crd vessels.harbour.example.com -o jsonpath='{range .status.conditions[*]}{.type}={.status} {.reason}: {.message}{"\n"}{end}{.status.acceptedNames}'
NamesAccepted=False ListKindConflict: "BoatList" is already in use
Established=False NotAccepted: not all names are accepted
{"kind":"","plural":"vessels","shortNames":["vs"]}
$ kubectl api-resources --api-group=harbour.example.com
NAME    SHORTNAMES   APIVERSION               NAMESPACED   KIND
boats   bt           harbour.example.com/v1   true         Boat
$ kubectl delete crd boats.harbour.example.com
customresourcedefinition.apiextensions.k8s.io "boats.harbour.example.com" deleted
$ settle
$ kubectl api-resources --api-group=harbour.example.com
NAME      SHORTNAMES   APIVERSION               NAMESPACED   KIND
vessels   vs           harbour.example.com/v1   false        Boat
$ kubectl get vs
No resources found
