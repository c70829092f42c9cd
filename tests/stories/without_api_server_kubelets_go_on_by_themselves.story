# Kubelets need no API server to keep containers alive: what dies is started again, probes kill, nothing new comes and nothing goes. Fact sheet §10.1.
# preset: three-nodes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}'
pod/tea created
$ kubectl apply -f - <<'EOF'
apiVersion: v1
kind: Pod
metadata: {name: sick}
spec:
  nodeName: node-1
  containers:
  - name: main
    image: nginx
    livenessProbe: {exec: {command: [test, -f, /tmp/well]}, initialDelaySeconds: 15, periodSeconds: 5}
EOF
pod/sick created
$ settle
$ kubectl get pods
NAME   READY   STATUS    RESTARTS   AGE
sick   1/1     Running   0          6s
tea    1/1     Running   0          6s
$ fault stop kube-apiserver
$ fault kill default/tea/tea
$ run 60s
$ fault start kube-apiserver
$ run 30s
$ kubectl get pods --no-headers | sed 's/  */ /g' | cut -d ' ' -f 1,2,3
sick 1/1 Running
tea 1/1 Running
$ kubectl get pod tea -o jsonpath='{.status.containerStatuses[0].restartCount} {.status.containerStatuses[0].lastState.terminated.exitCode}{"\n"}'
1 137
$ kubectl get events --field-selector involvedObject.name=sick,reason=Killing -o custom-columns=MESSAGE:.message
MESSAGE
Container main failed liveness probe, will be restarted
$ kubectl get nodes
NAME            STATUS   ROLES           AGE    VERSION
control-plane   Ready    control-plane   106s   v1.36.2
node-1          Ready    <none>          106s   v1.36.2
node-2          Ready    <none>          106s   v1.36.2
node-3          Ready    <none>          106s   v1.36.2
