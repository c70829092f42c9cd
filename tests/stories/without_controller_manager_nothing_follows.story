# What the controllers do is not done: no replacement, no endpoints, no suspicion, no end of a namespace, no orphans collected; then all of it at once. Fact sheet §10.4.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=2
deployment.apps/web created
$ kubectl create deployment gone --image=nginx
deployment.apps/gone created
$ kubectl expose deployment web --port=80
service/web exposed
$ kubectl create namespace old
namespace/old created
$ settle
$ fault stop kube-controller-manager
$ kubectl delete pod -l app=web --wait=false > /dev/null
$ kubectl scale deployment web --replicas=3
deployment.apps/web scaled
$ kubectl delete deployment gone
deployment.apps "gone" deleted
$ kubectl create job count --image=busybox -- true
job.batch/count created
$ kubectl apply -f - <<'EOF'
apiVersion: v1
kind: PersistentVolume
metadata:
  name: disk
spec:
  capacity: {storage: 1Gi}
  accessModes: [ReadWriteOnce]
  hostPath: {path: /data}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: notes
spec:
  storageClassName: ""
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 1Gi}}
EOF
persistentvolume/disk created
persistentvolumeclaim/notes created
$ kubectl create namespace new
namespace/new created
$ kubectl run tea --image=nginx -n new
Error from server (Forbidden): pods "tea" is forbidden: error looking up service account new/default: serviceaccount "default" not found
[exit 1]
$ kubectl delete namespace old --wait=false
namespace "old" deleted
$ fault node-3 off
$ run 2m
$ kubectl get deployment,rs,pods,job -o name
deployment.apps/web
replicaset.apps/gone-7795477d46
replicaset.apps/web-7b659cbff
pod/gone-7795477d46-z5qw5
job.batch/count
$ kubectl get endpointslices -l kubernetes.io/service-name=web -o jsonpath='{range .items[0].endpoints[*]}{.conditions.ready}{"\n"}{end}'
true
true
$ kubectl get nodes
NAME            STATUS   ROLES           AGE     VERSION
control-plane   Ready    control-plane   2m16s   v1.36.2
node-1          Ready    <none>          2m16s   v1.36.2
node-2          Ready    <none>          2m16s   v1.36.2
node-3          Ready    <none>          2m16s   v1.36.2
$ kubectl get pv,pvc -o custom-columns=KIND:.kind,PHASE:.status.phase
KIND                    PHASE
PersistentVolume        Pending
PersistentVolumeClaim   Pending
$ kubectl get namespace old -o jsonpath='{.status.phase}{"\n"}'
Terminating
$ fault start kube-controller-manager
$ run 60s
$ kubectl get deployment web
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    2/3     3            2           3m8s
$ kubectl get deployment,rs,job -o name
deployment.apps/web
replicaset.apps/web-7b659cbff
job.batch/count
$ kubectl get pods -l job-name=count -o wide
NAME          READY   STATUS    RESTARTS   AGE   IP       NODE     NOMINATED NODE   READINESS GATES
count-fkf7p   0/1     Pending   0          45s   <none>   node-3   <none>           <none>
$ kubectl get pv,pvc -o custom-columns=KIND:.kind,PHASE:.status.phase
KIND                    PHASE
PersistentVolume        Bound
PersistentVolumeClaim   Bound
$ kubectl run tea --image=nginx -n new
pod/tea created
$ kubectl get namespace old
Error from server (NotFound): namespaces "old" not found
[exit 1]
$ run 40s
$ kubectl get nodes
NAME            STATUS     ROLES           AGE     VERSION
control-plane   Ready      control-plane   3m57s   v1.36.2
node-1          Ready      <none>          3m57s   v1.36.2
node-2          Ready      <none>          3m57s   v1.36.2
node-3          NotReady   <none>          3m57s   v1.36.2
$ run 6m
$ kubectl get deployment web
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    3/3     3            3           9m48s
$ kubectl get job count
NAME    STATUS               COMPLETIONS   DURATION   AGE
count   SuccessCriteriaMet   1/1           7m26s      9m42s
$ kubectl get pods --field-selector=status.phase=Succeeded -o custom-columns=JOB:.metadata.labels.job-name,PHASE:.status.phase
JOB     PHASE
count   Succeeded
$ fault node-3 on
$ run 2m
$ kubectl get job count
NAME    STATUS     COMPLETIONS   DURATION   AGE
count   Complete   1/1           7m27s      11m
