# What the file no longer says is removed. Golden apply-basic.
# preset: three-nodes
$ cat > cm.yaml <<'EOF'
apiVersion: v1
kind: ConfigMap
metadata: {name: conf}
data: {a: "1", b: "2"}
EOF
$ kubectl apply -f cm.yaml
configmap/conf created
$ kubectl apply -f cm.yaml
configmap/conf unchanged
$ cat > cm.yaml <<'EOF'
apiVersion: v1
kind: ConfigMap
metadata: {name: conf}
data: {b: "3"}
EOF
$ kubectl apply -f cm.yaml
configmap/conf configured
$ kubectl get cm conf -o jsonpath='{.data}'
{"b":"3"}
