# A Pod that fits is adopted, counted, and one goes; the ReplicaSet goes on working at once. Fact sheet §7.0, §7.2.
# preset: three-nodes
# seed: 7
$ kubectl apply -f - <<'EOF'
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: nginx}]
EOF
replicaset.apps/web created
$ settle
$ kubectl delete $(kubectl get pods -l app=web -o name | head -1) > /dev/null
$ settle
$ kubectl run mine --image=nginx --labels=app=web
pod/mine created
$ settle
$ kubectl get pods --no-headers | wc -l
3
$ kubectl scale replicaset web --replicas=5
replicaset.apps/web scaled
$ settle
$ kubectl get replicaset web
NAME   DESIRED   CURRENT   READY   AGE
web    5         5         5       19s
