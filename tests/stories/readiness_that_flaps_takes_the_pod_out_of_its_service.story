# A Pod that is not ready gets no traffic, and is not restarted. Fact sheet §12.23.
# preset: three-nodes
$ kubectl apply -f - <<'EOF'
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
  - name: main
    image: nginx
    readinessProbe: {periodSeconds: 5, exec: {command: [cat, /tmp/ready]}}
    lifecycle: {postStart: {exec: {command: [touch, /tmp/ready]}}}
EOF
pod/web created
$ kubectl expose pod web --port=80
service/web exposed
$ settle
$ kubectl get pod web --no-headers | sed 's/  *[0-9]*s$//'
web   1/1   Running   0
$ kubectl get endpointslices -l kubernetes.io/service-name=web -o jsonpath='{.items[0].endpoints[0].conditions}{"\n"}'
{"ready":true,"serving":true,"terminating":false}
$ kubectl exec web -- rm /tmp/ready
$ run 30s
$ kubectl get pod web --no-headers | sed 's/  *[0-9]*s$//'
web   0/1   Running   0
$ kubectl get pod web -o jsonpath='{range .status.conditions[?(@.type=="Ready")]}{.status} {.reason}: {.message}{"\n"}{end}'
False ContainersNotReady: containers with unready status: [main]
$ kubectl get endpointslices -l kubernetes.io/service-name=web -o jsonpath='{.items[0].endpoints[0].conditions}{"\n"}'
{"ready":false,"serving":false,"terminating":false}
$ kubectl exec web -- touch /tmp/ready
$ run 10s
$ kubectl get pod web --no-headers | sed 's/  *[0-9]*s$//'
web   1/1   Running   0
