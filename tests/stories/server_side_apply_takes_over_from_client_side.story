# Client-side apply hands over to server-side apply without a conflict; a scaled Deployment then has two masters. Fact sheet §4.7.
# preset: bare, seed: 7
$ cat > web.yaml <<'EOF'
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: "nginx:1.27"}]}
EOF
$ kubectl apply -f web.yaml
deployment.apps/web created
$ settle
$ sed s/1.27/1.28/ web.yaml > newer.yaml
$ kubectl apply --server-side -f newer.yaml
deployment.apps/web serverside-applied
$ kubectl get deployment web -o jsonpath='{range .metadata.managedFields[*]}{.manager} {.operation} {.subresource}{"\n"}{end}'
kubectl Apply 
kubectl-last-applied Apply 
kube-controller-manager Update status
$ kubectl get deployment web -o jsonpath='{.metadata.managedFields[?(@.manager=="kubectl")].fieldsV1}'
{"f:spec":{"f:replicas":{},"f:selector":{},"f:template":{"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"nginx\"}":{".":{},"f:image":{},"f:name":{}}}}}}}
$ kubectl apply view-last-applied deployment web -o json | grep image
            "image": "nginx:1.28",
$ kubectl apply --server-side -f newer.yaml
deployment.apps/web serverside-applied
$ kubectl diff --server-side -f newer.yaml
$ kubectl scale deployment web --replicas=3
deployment.apps/web scaled
$ kubectl diff --server-side --force-conflicts -f newer.yaml | grep replicas
       {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},"spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"image":"nginx:1.28","name":"nginx"}]}}}}
-  replicas: 3
+  replicas: 1
$ kubectl apply --server-side -f newer.yaml
error: Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
[exit 1]
$ kubectl apply --server-side -f newer.yaml --force-conflicts
deployment.apps/web serverside-applied
$ kubectl get deployment web -o jsonpath='{.spec.replicas}'
1
$ grep -v replicas newer.yaml > free.yaml
$ kubectl apply --server-side -f free.yaml
deployment.apps/web serverside-applied
$ kubectl scale deployment web --replicas=3
deployment.apps/web scaled
$ kubectl apply --server-side -f free.yaml
deployment.apps/web serverside-applied
$ kubectl get deployment web -o jsonpath='{.spec.replicas}'
3
$ kubectl apply --server-side --dry-run=client -f free.yaml
error: --dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)
[exit 1]
$ kubectl apply --force-conflicts -f free.yaml
error: --force-conflicts only works with --server-side
[exit 1]
$ kubectl apply --server-side --force -f free.yaml
error: --force cannot be used with --server-side
[exit 1]
