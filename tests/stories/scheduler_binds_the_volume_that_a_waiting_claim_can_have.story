# There is a volume for the claim, on one node only: the Pod goes there, and the scheduler makes the two meet. Fact sheet §6.2.
# preset: bare
# nodes: 3
$ kubectl apply -f - <<'EOF'
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: disks}
provisioner: kubernetes.io/no-provisioner
volumeBindingMode: WaitForFirstConsumer
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: disk}
spec:
  capacity: {storage: 2Gi}
  accessModes: [ReadWriteOnce]
  storageClassName: disks
  local: {path: /mnt/disk}
  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [node-3]}]}]}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {storageClassName: disks, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
EOF
storageclass.storage.k8s.io/disks created
persistentvolume/disk created
persistentvolumeclaim/data created
$ kubectl run user --image=nginx --overrides='{"spec":{"containers":[{"name":"user","image":"nginx"}],"volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"data"}}]}}'
pod/user created
$ kubectl run other --image=nginx --overrides='{"spec":{"containers":[{"name":"other","image":"nginx"}],"volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"more"}}]}}'
pod/other created
$ settle
$ kubectl get pod user -o wide --no-headers | sed 's/  *[0-9]*s  */ /'
user   1/1   Running   0 10.244.2.2   node-3   <none>   <none>
$ kubectl get pvc data --no-headers | sed 's/  *[0-9]*s$//'
data   Bound   disk   2Gi   RWO   disks   <unset>
$ kubectl get pod other -o jsonpath='{.status.conditions[0].message}{"\n"}'
0/3 nodes are available: persistentvolumeclaim "more" not found. not found
