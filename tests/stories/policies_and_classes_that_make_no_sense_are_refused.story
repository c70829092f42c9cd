# What makes no sense of policies, classes, volumes, limits and budgets is refused word for word. Fact sheet §4.4.
# preset: three-nodes
$ kubectl apply -f - <<'EOF'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: np}
spec:
  podSelector: {}
  policyTypes: [Inward]
  ingress:
  - from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}, {ipBlock: {cidr: ten}}, {}, {podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]
    ports: [{port: 99999}, {port: 90, endPort: 80}, {port: web, endPort: 80}, {endPort: 80}, {port: 80, protocol: IP}]
EOF
The NetworkPolicy "np" is invalid: 
* spec.ingress[0].ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive
* spec.ingress[0].ports[1].endPort: Invalid value: 80: must be greater than or equal to `port`
* spec.ingress[0].ports[2].endPort: Invalid value: 80: may not be specified when `port` is non-numeric
* spec.ingress[0].ports[3].endPort: Invalid value: 80: may not be specified when `port` is not specified
* spec.ingress[0].ports[4].protocol: Unsupported value: "IP": supported values: "TCP", "UDP", "SCTP"
* spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`
* spec.ingress[0].from[1].ipBlock.cidr: Invalid value: "ten": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)
* spec.ingress[0].from[2]: Required value: must specify a peer
* spec.ingress[0].from[3]: Forbidden: may not specify both ipBlock and another peer
* spec.policyTypes[0]: Unsupported value: "Inward": supported values: "Ingress", "Egress"
[exit 1]
$ kubectl apply -f - <<'EOF'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: np}
spec: {podSelector: {}, egress: [{ports: [{port: 53}]}]}
EOF
networkpolicy.networking.k8s.io/np created
$ kubectl get netpol np -o jsonpath='{.spec.policyTypes} {.spec.egress[0].ports[0].protocol} {.metadata.generation}{"\n"}'
["Ingress","Egress"] TCP 1
$ kubectl apply -f - <<'EOF'
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: sc}
provisioner: ""
reclaimPolicy: Keep
volumeBindingMode: Later
EOF
The StorageClass "sc" is invalid: 
* provisioner: Required value
* reclaimPolicy: Unsupported value: "Keep": supported values: "Delete", "Retain"
* volumeBindingMode: Unsupported value: "Later": supported values: "Immediate", "WaitForFirstConsumer"
[exit 1]
$ kubectl apply -f - <<'EOF'
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: sc}
provisioner: example.com/disk
parameters: {kind: fast}
EOF
storageclass.storage.k8s.io/sc created
$ kubectl patch storageclass sc -p '{"provisioner":"example.com/other","parameters":{"kind":"slow"},"reclaimPolicy":"Retain","volumeBindingMode":"WaitForFirstConsumer"}'
The StorageClass "sc" is invalid: 
* parameters: Forbidden: updates to parameters are forbidden.
* provisioner: Forbidden: updates to provisioner are forbidden.
* reclaimPolicy: Forbidden: updates to reclaimPolicy are forbidden.
* volumeBindingMode: Invalid value: "WaitForFirstConsumer": field is immutable
[exit 1]
$ kubectl patch storageclass sc -p '{"allowVolumeExpansion":true}'
storageclass.storage.k8s.io/sc patched
$ kubectl apply -f - <<'EOF'
apiVersion: v1
kind: LimitRange
metadata: {name: limits}
spec:
  limits:
  - {type: Container, max: {cpu: "1"}, min: {cpu: "2"}}
  - {type: Pod, default: {cpu: "1"}, maxLimitRequestRatio: {cpu: 500m}}
  - {type: PersistentVolumeClaim}
EOF
The LimitRange "limits" is invalid: 
* spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1
* spec.limits[0].defaultRequest[cpu]: Invalid value: "1": min value 2 is greater than default request value 1
* spec.limits[0].default[cpu]: Invalid value: "2": min value 2 is greater than default value 1
* spec.limits[1].default: Forbidden: may not be specified when `type` is 'Pod'
* spec.limits[1].maxLimitRequestRatio[cpu]: Invalid value: "500m": ratio 500m is less than 1
* spec.limits[2].limits: Required value: either minimum or maximum storage value is required, but neither was provided
[exit 1]
$ kubectl apply -f - <<'EOF'
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: budget}
spec: {minAvailable: 1, maxUnavailable: 30%, selector: {matchLabels: {app: web}}}
EOF
The PodDisruptionBudget "budget" is invalid: spec: Invalid value: {"MinAvailable":1,"Selector":{"matchLabels":{"app":"web"}},"MaxUnavailable":"30%","UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set
[exit 1]
$ kubectl apply -f - <<'EOF'
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: nowhere}
spec: {ingressClassName: nginx}
EOF
The Ingress "nowhere" is invalid: spec: Invalid value: null: either `defaultBackend` or `rules` must be specified
[exit 1]
$ kubectl apply -f - <<'EOF'
apiVersion: v1
kind: PersistentVolume
metadata: {name: a}
spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce]}
EOF
The PersistentVolume "a" is invalid: spec: Required value: must specify a volume type
[exit 1]
$ kubectl apply -f - <<'EOF'
apiVersion: v1
kind: PersistentVolume
metadata: {name: a}
spec: {capacity: {cpu: "1"}, accessModes: [Foo], hostPath: {path: /x}, nfs: {server: s, path: /y}, persistentVolumeReclaimPolicy: Foo, volumeMode: Foo}
EOF
The PersistentVolume "a" is invalid: 
* spec.accessModes: Unsupported value: "Foo": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"
* spec.capacity: Unsupported value: {"cpu":"1"}: supported values: "storage"
* spec.persistentVolumeReclaimPolicy: Unsupported value: "Foo": supported values: "Delete", "Recycle", "Retain"
* spec.nfs: Forbidden: may not specify more than 1 volume type
* spec.volumeMode: Unsupported value: "Foo": supported values: "Block", "Filesystem"
[exit 1]
$ kubectl apply -f - <<'EOF'
apiVersion: v1
kind: PersistentVolume
metadata: {name: a}
spec: {capacity: {storage: -1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: ""}}
EOF
The PersistentVolume "a" is invalid: 
* spec.capacity[storage]: Invalid value: "-1Gi": must be greater than or equal to 0
* spec.capacity[storage]: Invalid value: "-1Gi": must be greater than zero
* spec.hostPath.path: Required value
[exit 1]
$ kubectl apply -f - <<'EOF'
apiVersion: v1
kind: PersistentVolume
metadata: {name: a}
spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], local: {path: /x}}
EOF
The PersistentVolume "a" is invalid: spec.nodeAffinity: Required value: Local volume requires node affinity
[exit 1]
$ kubectl apply -f - <<'EOF'
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: a}
spec: {accessModes: [], volumeMode: Foo}
EOF
The PersistentVolumeClaim "a" is invalid: 
* spec.accessModes: Required value: at least 1 access mode is required
* spec.resources[storage]: Required value
* spec.volumeMode: Unsupported value: "Foo": supported values: "Block", "Filesystem"
[exit 1]
$ kubectl apply -f - <<'EOF'
apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: {name: l}
spec: {leaseDurationSeconds: 0, leaseTransitions: -1}
EOF
The Lease "l" is invalid: 
* spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0
* spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0
[exit 1]
$ kubectl apply -f - <<'EOF'
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: slashed}
spec: {controller: example.com/x, parameters: {kind: P/x, name: .., scope: Namespace, namespace: A.b}}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: wide}
spec: {controller: example.com/x, parameters: {kind: P, name: all, scope: Cluster, namespace: here}}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: narrow}
spec: {controller: example.com/x, parameters: {kind: P, name: one, scope: Namespace}}
EOF
Error from server (Invalid): error when creating "STDIN": IngressClass.networking.k8s.io "slashed" is invalid: [spec.parameters.kind: Invalid value: "P/x": may not contain '/', spec.parameters.name: Invalid value: "..": may not be '..', spec.parameters.namespace: Invalid value: "A.b": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')]
Error from server (Invalid): error when creating "STDIN": IngressClass.networking.k8s.io "wide" is invalid: spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'
Error from server (Invalid): error when creating "STDIN": IngressClass.networking.k8s.io "narrow" is invalid: spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'
[exit 1]
