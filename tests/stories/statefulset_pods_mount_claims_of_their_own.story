# Each Pod of a StatefulSet has a claim of its own, made from the template that its container mounts; the claims outlive the Pods. Fact sheet §7.3.
# preset: three-nodes
# seed: 5
$ kubectl apply -f - <<'YAML'
apiVersion: v1
kind: PersistentVolume
metadata: {name: disk-0}
spec: {accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, hostPath: {path: /disks/0}}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: disk-1}
spec: {accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, hostPath: {path: /disks/1}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: None, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  serviceName: web
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: nginx
        image: nginx
        ports: [{containerPort: 80, name: web}]
        volumeMounts: [{name: www, mountPath: /usr/share/nginx/html}]
  volumeClaimTemplates:
  - metadata: {name: www}
    spec:
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 1Gi}}
YAML
persistentvolume/disk-0 created
persistentvolume/disk-1 created
service/web created
statefulset.apps/web created
$ run 60s
$ kubectl get statefulset,pods,pvc
NAME                   READY   AGE
statefulset.apps/web   2/2     60s

NAME        READY   STATUS    RESTARTS   AGE
pod/web-0   1/1     Running   0          60s
pod/web-1   1/1     Running   0          57s

NAME                              STATUS   VOLUME   CAPACITY   ACCESS MODES   STORAGECLASS   VOLUMEATTRIBUTESCLASS   AGE
persistentvolumeclaim/www-web-0   Bound    disk-0   1Gi        RWO                           <unset>                 60s
persistentvolumeclaim/www-web-1   Bound    disk-1   1Gi        RWO                           <unset>                 57s
$ kubectl exec web-0 -- sh -c 'echo hello > /usr/share/nginx/html/index.html'
$ kubectl exec web-1 -- curl -s web-0.web
hello
$ kubectl scale statefulset web --replicas=1
statefulset.apps/web scaled
$ run 30s
$ kubectl get pods,pvc -o name
pod/web-0
persistentvolumeclaim/www-web-0
persistentvolumeclaim/www-web-1
