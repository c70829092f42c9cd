# A Deployment that would not find its Pods is refused. Golden errors-invalid.
# preset: three-nodes
$ kubectl apply -f - <<'EOF'
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: c}}
    spec: {containers: [{name: c, image: nginx}]}
EOF
The Deployment "web" is invalid: spec.template.metadata.labels: Invalid value: {"a":"c"}: `selector` does not match template `labels`
[exit 1]
