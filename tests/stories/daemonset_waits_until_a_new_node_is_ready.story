# A new node carries a taint until it is ready: a DaemonSet's Pod comes after that. Fact sheet §12.20.
# preset: three-nodes
$ kubectl apply -f - <<'EOF'
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: main, image: busybox, command: [sleep, "3600"]}]}
EOF
daemonset.apps/agent created
$ settle
$ add-node node-4
$ settle
$ kubectl get daemonset agent --no-headers | sed 's/  *[0-9]*s$//'
agent   4     4     4     4     4     <none>
$ kubectl get pods -l app=agent -o jsonpath='{range .items[*]}{.spec.nodeName}{"\n"}{end}' | sort
node-1
node-2
node-3
node-4
