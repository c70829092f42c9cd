# Init containers run one after the other; one that always restarts is a sidecar, and counts in READY. Fact sheet §12.24.
# preset: three-nodes
$ kubectl apply -f - <<'EOF'
apiVersion: v1
kind: Pod
metadata: {name: app}
spec:
  initContainers:
  - {name: first, image: busybox, command: [sh, -c, "sleep 5"]}
  - {name: helper, image: busybox, restartPolicy: Always, command: [sh, -c, "sleep 3600"]}
  containers:
  - {name: main, image: nginx}
EOF
pod/app created
$ run 3s
$ kubectl get pod app --no-headers | sed 's/  *[0-9]*s$//'
app   0/2   Init:0/2   0
$ run 3s
$ kubectl get pod app --no-headers | sed 's/  *[0-9]*s$//'
app   0/2   Init:0/2   0
$ run 1s
$ kubectl get pod app --no-headers | sed 's/  *[0-9]*s$//'
app   1/2   PodInitializing   0
$ run 500ms
$ kubectl get pod app --no-headers | sed 's/  *[0-9]*s$//'
app   1/2   PodInitializing   0
$ settle
$ kubectl get pod app --no-headers | sed 's/  *[0-9]*s$//'
app   2/2   Running   0
$ kubectl get pod app -o jsonpath='{range .status.initContainerStatuses[*]}{.name} {.ready} {.started}{"\n"}{end}'
first true false
helper true true
$ fault kill default/app/helper
$ run 5s
$ kubectl get pod app --no-headers | sed 's/(.*//'
app   2/2   Running   1 
