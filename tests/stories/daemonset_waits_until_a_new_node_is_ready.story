# A node that is not ready carries a taint: a DaemonSet's Pod comes when it is gone, unless the DaemonSet tolerates everything. Fact sheet §12.20.
# preset: three-nodes
$ fault stop container-runtime/node-3
$ run 60s
$ kubectl get node node-3 -o jsonpath='{range .spec.taints[*]}{.key}:{.effect}{"\n"}{end}'
node.kubernetes.io/not-ready:NoSchedule
node.kubernetes.io/not-ready:NoExecute
$ cat > agent.yaml <<'EOF'
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: main, image: busybox, command: [sleep, "3600"]}]}
EOF
$ kubectl apply -f agent.yaml
daemonset.apps/agent created
$ sed 's/agent/brave/g;s/spec: {containers/spec: {tolerations: [{operator: Exists}], containers/' agent.yaml | kubectl apply -f -
daemonset.apps/brave created
$ run 20s
$ kubectl get daemonsets --no-headers | sed 's/  *[0-9]*s$//'
agent   2     2     2     2     2     <none>
brave   4     4     3     4     3     <none>
$ fault start container-runtime/node-3
$ run 20s
$ settle
$ kubectl get node node-3 -o jsonpath='{.spec.taints}{"\n"}'

$ kubectl get daemonsets --no-headers | sed 's/  *[0-9]*s$//'
agent   3     3     3     3     3     <none>
brave   4     4     4     4     4     <none>
$ add-node node-4
$ settle
$ kubectl get daemonsets --no-headers | sed 's/  *[0-9]*s$//'
agent   4     4     4     4     4     <none>
brave   5     5     5     5     5     <none>
$ kubectl get pods -l app=agent -o jsonpath='{range .items[*]}{.spec.nodeName}{"\n"}{end}' | sort
node-1
node-2
node-3
node-4
