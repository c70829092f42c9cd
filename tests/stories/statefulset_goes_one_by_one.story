# Each Pod of a StatefulSet waits for the one before it; the way back goes from the last. Fact sheet §12.18.
# preset: three-nodes
$ kubectl apply -f - <<'EOF'
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
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: nginx}]}
EOF
service/web created
statefulset.apps/web created
$ settle
$ kubectl get events --field-selector involvedObject.kind=StatefulSet -o custom-columns=MESSAGE:.message
MESSAGE
Create Pod web-0 in StatefulSet web successful
Create Pod web-1 in StatefulSet web successful
Create Pod web-2 in StatefulSet web successful
$ kubectl get pods -o name
pod/web-0
pod/web-1
pod/web-2
$ kubectl set image statefulset/web main=nginx:1.27
statefulset.apps/web image updated
$ kubectl rollout status statefulset/web
Waiting for partitioned roll out to finish: 0 out of 3 new pods have been updated...
Waiting for 1 pods to be ready...
Waiting for 1 pods to be ready...
Waiting for 1 pods to be ready...
Waiting for partitioned roll out to finish: 1 out of 3 new pods have been updated...
Waiting for partitioned roll out to finish: 1 out of 3 new pods have been updated...
Waiting for 1 pods to be ready...
Waiting for 1 pods to be ready...
Waiting for 1 pods to be ready...
Waiting for partitioned roll out to finish: 2 out of 3 new pods have been updated...
Waiting for partitioned roll out to finish: 2 out of 3 new pods have been updated...
Waiting for 1 pods to be ready...
Waiting for 1 pods to be ready...
Waiting for 1 pods to be ready...
partitioned roll out complete: 3 new pods have been updated...
$ kubectl scale statefulset web --replicas=1
statefulset.apps/web scaled
$ settle
$ kubectl get events --field-selector involvedObject.kind=StatefulSet,reason=SuccessfulDelete -o custom-columns=MESSAGE:.message
MESSAGE
Delete Pod web-2 in StatefulSet web successful
Delete Pod web-1 in StatefulSet web successful
Delete Pod web-0 in StatefulSet web successful
$ kubectl get pods -o name
pod/web-0
