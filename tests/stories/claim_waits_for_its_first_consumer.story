# A claim whose class waits: the Pod gets a place, the claim learns which, and the Pod is bound when there is a volume. Fact sheet §12.22.
# preset: three-nodes
$ kubectl apply -f - <<'EOF'
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: local}
provisioner: rancher.io/local-path
volumeBindingMode: WaitForFirstConsumer
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {storageClassName: local, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
EOF
storageclass.storage.k8s.io/local created
persistentvolumeclaim/data created
$ run 40s
$ kubectl get pvc data --no-headers | sed 's/  *[0-9]*s$//'
data   Pending                     local   <unset>
$ kubectl get events --field-selector involvedObject.name=data -o custom-columns=REASON:.reason,COUNT:.count,MESSAGE:.message
REASON                 COUNT   MESSAGE
WaitForFirstConsumer   4       waiting for first consumer to be created before binding
$ kubectl run user --image=nginx --overrides='{"spec":{"containers":[{"name":"user","image":"nginx","volumeMounts":[{"name":"v","mountPath":"/data"}]}],"volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"data"}}],"nodeSelector":{"kubernetes.io/hostname":"node-2"}}}'
pod/user created
$ settle
$ kubectl get pod user --no-headers | sed 's/  *[0-9]*s$//'
user   0/1   Pending   0
$ kubectl get pvc data -o jsonpath='{.status.phase} {.metadata.annotations.volume\.kubernetes\.io/selected-node}{"\n"}'
Pending node-2
$ kubectl get events --field-selector involvedObject.name=data,reason=ExternalProvisioning -o custom-columns=MESSAGE:.message
MESSAGE
Waiting for a volume to be created either by the external provisioner 'rancher.io/local-path' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.
$ kubectl apply -f - <<'EOF'
apiVersion: v1
kind: PersistentVolume
metadata: {name: by-hand}
spec:
  capacity: {storage: 2Gi}
  accessModes: [ReadWriteOnce]
  storageClassName: local
  hostPath: {path: /srv/data}
EOF
persistentvolume/by-hand created
$ run 20s
$ settle
$ kubectl get pvc data --no-headers | sed 's/  *[0-9]*s$//'
data   Bound   by-hand   2Gi   RWO   local   <unset>
$ kubectl get pod user -o wide --no-headers | sed 's/  *[0-9]*s  */ /'
user   1/1   Running   0 10.244.2.3   node-2   <none>   <none>
