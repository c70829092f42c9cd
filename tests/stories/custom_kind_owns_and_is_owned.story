# The garbage collector follows owners of custom kinds, and custom objects that are owned. Fact sheet §7.10; Golden crds-basic.
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
$ kubectl apply -f - <<'EOF'
apiVersion: harbour.example.com/v1
kind: Boat
metadata: {name: gull}
spec: {crew: 1}
---
apiVersion: harbour.example.com/v1
kind: Boat
metadata: {name: dinghy}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: chart}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: log}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: stray
  ownerReferences: [{apiVersion: air.example.com/v1, kind: Plane, name: jet, uid: 11111111-2222-4333-8444-555555555555}]
EOF
boat.harbour.example.com/gull created
boat.harbour.example.com/dinghy created
configmap/chart created
configmap/log created
configmap/stray created
$ kubectl patch boat dinghy --type=merge -p "{\"metadata\":{\"ownerReferences\":[{\"apiVersion\":\"harbour.example.com/v1\",\"kind\":\"Boat\",\"name\":\"gull\",\"uid\":\"$(kubectl get boat gull -o jsonpath='{.metadata.uid}')\",\"blockOwnerDeletion\":true}]}}"
boat.harbour.example.com/dinghy patched
$ kubectl patch configmap chart --type=merge -p "{\"metadata\":{\"ownerReferences\":[{\"apiVersion\":\"harbour.example.com/v1\",\"kind\":\"Boat\",\"name\":\"dinghy\",\"uid\":\"$(kubectl get boat dinghy -o jsonpath='{.metadata.uid}')\",\"blockOwnerDeletion\":true}]}}"
configmap/chart patched
$ kubectl delete boat gull --cascade=foreground
boat.harbour.example.com "gull" deleted
$ settle
$ kubectl get boats,configmaps
NAME                         DATA   AGE
configmap/kube-root-ca.crt   1      14s
configmap/log                0      4s
configmap/stray              0      4s
$ kubectl apply -f - <<'EOF'
apiVersion: harbour.example.com/v1
kind: Boat
metadata: {name: tern}
EOF
boat.harbour.example.com/tern created
$ kubectl patch boat tern --type=merge -p "{\"metadata\":{\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"log\",\"uid\":\"$(kubectl get configmap log -o jsonpath='{.metadata.uid}')\",\"blockOwnerDeletion\":true}]}}"
boat.harbour.example.com/tern patched
$ kubectl delete configmap log --cascade=orphan
configmap "log" deleted
$ settle
$ kubectl get boat tern -o jsonpath='{.metadata.name}{.metadata.ownerReferences}'
tern
$ kubectl create configmap log
configmap/log created
$ kubectl patch configmap log --type=merge -p "{\"metadata\":{\"ownerReferences\":[{\"apiVersion\":\"harbour.example.com/v1\",\"kind\":\"Boat\",\"name\":\"tern\",\"uid\":\"$(kubectl get boat tern -o jsonpath='{.metadata.uid}')\",\"blockOwnerDeletion\":true}]}}"
configmap/log patched
$ kubectl delete crd boats.harbour.example.com
customresourcedefinition.apiextensions.k8s.io "boats.harbour.example.com" deleted
$ settle
$ kubectl get configmaps
NAME               DATA   AGE
kube-root-ca.crt   1      21s
stray              0      11s
