# kubectl replace --force deletes and creates; without --force a missing object is an error. Fact sheet §4.7, §13.
# preset: bare, seed: 7
$ cat > conf.yaml <<'EOF'
apiVersion: v1
kind: ConfigMap
metadata: {name: conf}
data: {a: "1"}
EOF
$ kubectl replace -f conf.yaml
Error from server (NotFound): error when replacing "conf.yaml": configmaps "conf" not found
[exit 1]
$ kubectl replace --force -f conf.yaml
configmap/conf replaced
$ kubectl replace --force -f conf.yaml
configmap "conf" deleted
configmap/conf replaced
$ kubectl replace --grace-period=1 -f conf.yaml
error: --grace-period must have --force specified
[exit 1]
$ kubectl replace -f conf.yaml --dry-run=server
configmap/conf replaced (server dry run)
$ kubectl get configmap conf -o jsonpath='{range .metadata.managedFields[*]}{.manager} {.fieldsV1}{end}'
kubectl-replace {"f:data":{".":{},"f:a":{}}}
$ kubectl apply set-last-applied -f conf.yaml
error: no last-applied-configuration annotation found on resource: conf, to create the annotation, run the command with --create-annotation
[exit 1]
$ kubectl apply set-last-applied -f conf.yaml --create-annotation
configmap/conf configured
$ kubectl apply set-last-applied -f conf.yaml
set-last-applied conf: no changes required.
$ kubectl apply view-last-applied -f conf.yaml
apiVersion: v1
data:
  a: "1"
kind: ConfigMap
metadata:
  name: conf
  namespace: default
$ kubectl apply view-last-applied configmap/conf -o wide
error: unexpected -o output mode: wide, the flag 'output' must be one of yaml|json
[exit 1]
$ KUBE_EDITOR='sed -i "s/\"1\"/\"2\"/"' kubectl apply edit-last-applied configmap/conf
configmap/conf edited
$ kubectl apply view-last-applied configmap/conf
apiVersion: v1
data:
  a: "2"
kind: ConfigMap
metadata:
  annotations: {}
  name: conf
  namespace: default
$ KUBE_EDITOR=cat kubectl apply edit-last-applied configmap/kube-root-ca.crt
error: No last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`
[exit 1]
