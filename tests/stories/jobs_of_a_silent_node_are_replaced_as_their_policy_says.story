# Two Jobs have their Pods on a node whose kubelet falls silent. The one replaces a Pod as soon as it is told to go, the other only when it has failed. Fact sheet §10.5, §7.5.
# preset: three-nodes
$ kubectl label node node-3 place=here
node/node-3 labeled
$ kubectl apply -f - <<'EOF'
apiVersion: batch/v1
kind: Job
metadata: {name: eager}
spec:
  template:
    spec: {restartPolicy: Never, nodeSelector: {place: here}, containers: [{name: c, image: busybox, command: [sleep, "9999"]}]}
---
apiVersion: batch/v1
kind: Job
metadata: {name: patient}
spec:
  podReplacementPolicy: Failed
  template:
    spec: {restartPolicy: Never, nodeSelector: {place: here}, containers: [{name: c, image: busybox, command: [sleep, "9999"]}]}
EOF
job.batch/eager created
job.batch/patient created
$ settle
$ fault stop kubelet/node-3
$ kubectl label node node-1 place=here
node/node-1 labeled
$ run 7m
$ kubectl get pods -o wide --no-headers | sed 's/-[a-z0-9]* / /; s/  */ /g' | cut -d' ' -f1-3,7
eager 1/1 Terminating node-3
eager 1/1 Running node-1
patient 1/1 Terminating node-3
$ kubectl get job patient -o jsonpath='{.status.terminating}{"\n"}'
1
$ fault start kubelet/node-3
$ run 60s
$ kubectl get pods -o wide --no-headers | sed 's/-[a-z0-9]* / /; s/  */ /g' | cut -d' ' -f1-3,7
eager 1/1 Running node-1
patient 1/1 Running node-3
