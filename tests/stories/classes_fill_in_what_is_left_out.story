# Default classes, RuntimeClass and priorities: what admission fills in, and what it refuses. Fact sheet §4.9.
# preset: three-nodes
$ kubectl apply -f - <<'EOF'
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: slow, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
provisioner: example.com/slow
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: web, annotations: {ingressclass.kubernetes.io/is-default-class: "true"}}
spec: {controller: example.com/web}
---
apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata: {name: boxed}
handler: runc
overhead: {podFixed: {cpu: 50m, memory: 20Mi}}
scheduling:
  nodeSelector: {boxes: "yes"}
  tolerations: [{key: boxes, operator: Exists}]
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: usual}
value: 7
globalDefault: true
EOF
storageclass.storage.k8s.io/slow created
ingressclass.networking.k8s.io/web created
runtimeclass.node.k8s.io/boxed created
priorityclass.scheduling.k8s.io/usual created
$ kubectl apply -f - <<'EOF'
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: disk}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: none}
spec: {storageClassName: "", accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
EOF
persistentvolumeclaim/disk created
persistentvolumeclaim/none created
$ sleep 2
$ kubectl apply -f - <<'EOF'
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
provisioner: example.com/fast
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: newer}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
EOF
storageclass.storage.k8s.io/fast created
persistentvolumeclaim/newer created
$ kubectl get pvc -o custom-columns=NAME:.metadata.name,CLASS:.spec.storageClassName,FINALIZERS:.metadata.finalizers
NAME    CLASS   FINALIZERS
disk    slow    [kubernetes.io/pvc-protection]
newer   fast    [kubernetes.io/pvc-protection]
none            [kubernetes.io/pvc-protection]
$ kubectl create ingress shop --rule=shop.example.com/=shop:80
ingress.networking.k8s.io/shop created
$ kubectl get ingress shop -o jsonpath='{.spec.ingressClassName}'
web
$ kubectl run boxed --image=nginx --overrides='{"spec":{"runtimeClassName":"boxed"}}'
pod/boxed created
$ kubectl get pod boxed -o jsonpath='{.spec.overhead} {.spec.nodeSelector} {.spec.tolerations[2]} {.spec.priorityClassName} {.spec.priority}'
{"cpu":"50m","memory":"20Mi"} {"boxes":"yes"} {"key":"boxes","operator":"Exists"} usual 7
$ kubectl run lost --image=nginx --overrides='{"spec":{"runtimeClassName":"lost"}}'
Error from server (Forbidden): pods "lost" is forbidden: pod rejected: RuntimeClass "lost" not found
[exit 1]
$ kubectl run clash --image=nginx --overrides='{"spec":{"runtimeClassName":"boxed","nodeSelector":{"boxes":"no"}}}'
Error from server (Forbidden): pods "clash" is forbidden: conflict: runtimeClass.scheduling.nodeSelector[boxes] = yes; pod.spec.nodeSelector[boxes] = no
[exit 1]
$ kubectl run dear --image=nginx --overrides='{"spec":{"overhead":{"cpu":"1"}}}'
Error from server (Forbidden): pods "dear" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead
[exit 1]
$ kubectl run vain --image=nginx --overrides='{"spec":{"priority":1000}}'
Error from server (Forbidden): pods "vain" is forbidden: the integer value of priority (1000) must not be provided in pod spec; priority admission controller computed 7 from the given PriorityClass name
[exit 1]
$ kubectl create priorityclass other --value=9 --global-default
error: failed to create priorityclass: priorityclasses.scheduling.k8s.io "other" is forbidden: PriorityClass usual is already marked as default. Only one default can exist
[exit 1]
