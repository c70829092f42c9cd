# kubectl hides managedFields in YAML and JSON only: templates, columns, --raw and waiting see them. Fact sheet §4.5.
# preset: bare, seed: 7
$ kubectl create configmap conf --from-literal=a=1
configmap/conf created
$ kubectl patch configmap conf --field-manager=me -p '{"data":{"b":"2"}}'
configmap/conf patched
$ kubectl get configmap conf -o custom-columns=NAME:.metadata.name,BY:.metadata.managedFields[*].manager
NAME   BY
conf   kubectl-create,me
$ kubectl get configmap conf -o go-template='{{range .metadata.managedFields}}{{.manager}} {{.operation}};{{end}}'
kubectl-create Update;me Update;
$ kubectl get configmaps -o jsonpath='{.items[0].metadata.managedFields[0].fieldsV1}'
{"f:data":{".":{},"f:a":{}}}
$ kubectl get configmaps --sort-by=.metadata.managedFields[0].manager -o name
configmap/kube-root-ca.crt
configmap/conf
$ kubectl get --raw /api/v1/namespaces/default/configmaps/conf | grep -c managedFields
1
$ kubectl get configmap conf -o json | grep -c managedFields
0
[exit 1]
$ kubectl get configmap conf -o yaml --show-managed-fields | grep manager
    manager: kubectl-create
    manager: me
$ kubectl describe configmap conf
Name:         conf
Namespace:    default
Labels:       <none>
Annotations:  <none>

Data
====
a:
----
1

b:
----
2


BinaryData
====

Events:  <none>
$ kubectl wait configmap/conf --for=jsonpath='{.metadata.managedFields[0].manager}'=kubectl-create --timeout=1s
configmap/conf condition met
$ kubectl create configmap empty --dry-run=server -o yaml --show-managed-fields
apiVersion: v1
kind: ConfigMap
metadata:
  creationTimestamp: "2026-01-01T00:00:06Z"
  name: empty
  namespace: default
  uid: 9f84155f-e95e-4188-a3ff-39ef1ec3370c
