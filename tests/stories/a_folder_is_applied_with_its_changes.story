# A base and an overlay: apply -k builds them, and what is generated gets a new name when its content changes. Fact sheet §13.
# preset: three-nodes
$ cat > base/deploy.yaml <<'EOF'
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: nginx
        image: nginx
        envFrom: [{configMapRef: {name: conf}}]
EOF
$ cat > base/kustomization.yaml <<'EOF'
resources: [deploy.yaml]
configMapGenerator: [{name: conf, literals: [color=red]}]
EOF
$ cat > dev/kustomization.yaml <<'EOF'
resources: [../base]
namePrefix: dev-
labels: [{pairs: {stage: dev}}]
replicas: [{name: web, count: 2}]
images: [{name: nginx, newTag: "1.27"}]
EOF
$ kubectl kustomize dev
apiVersion: v1
data:
  color: red
kind: ConfigMap
metadata:
  labels:
    stage: dev
  name: dev-conf-d7568b82h8
---
apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    stage: dev
  name: dev-web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - envFrom:
        - configMapRef:
            name: dev-conf-d7568b82h8
        image: nginx:1.27
        name: nginx
$ kubectl apply -k dev
configmap/dev-conf-d7568b82h8 created
deployment.apps/dev-web created
$ settle
$ kubectl get deployments,configmaps -l stage=dev --no-headers | sed 's/  *[0-9]*s$//'
deployment.apps/dev-web   2/2   2     2
configmap/dev-conf-d7568b82h8   1
$ kubectl get -k dev -o name
configmap/dev-conf-d7568b82h8
deployment.apps/dev-web
$ sed 's/red/blue/' base/kustomization.yaml > new.yaml; cat new.yaml > base/kustomization.yaml
$ kubectl diff -k dev | grep '^[-+] '
-  generation: 1
+  generation: 2
-            name: dev-conf-d7568b82h8
+            name: dev-conf-747dfcb89d
+  color: blue
+  creationTimestamp: "2026-01-01T00:00:17Z"
+  labels:
+    stage: dev
+  name: dev-conf-747dfcb89d
+  namespace: default
+  uid: cb36aacc-487d-4367-b81f-5e15c7525476
$ kubectl apply -k dev
configmap/dev-conf-747dfcb89d created
deployment.apps/dev-web configured
$ settle
$ kubectl exec deploy/dev-web -- env | grep color
color=blue
$ kubectl delete -k dev
configmap "dev-conf-747dfcb89d" deleted
deployment.apps "dev-web" deleted
$ kubectl apply -k nowhere
error: must build at directory: not a valid directory: evalsymlink failure on 'nowhere' : lstat /home/you/nowhere: no such file or directory
[exit 1]
