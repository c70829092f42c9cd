# An image says which signal ends its containers: SIGTERM if nothing else, SIGQUIT for nginx. A Pod may not say it: v1.36 has
# lifecycle.stopSignal switched off (feature ContainerStopSignals, alpha), and takes the field away. Fact sheet §9.5.
# preset: three-nodes
$ kubectl apply -f - <<'END'
apiVersion: v1
kind: Pod
metadata: {name: polite}
spec:
  nodeName: node-1
  os: {name: linux}
  containers:
  - name: main
    image: busybox
    command: [sh, -c, "trap 'exit 0' TERM; while true; do sleep 1; done"]
    lifecycle: {stopSignal: SIGUSR1}
---
apiVersion: v1
kind: Pod
metadata: {name: misled}
spec:
  nodeName: node-1
  containers:
  - name: main
    image: nginx
    command: [sh, -c, "trap 'exit 0' TERM; while true; do sleep 1; done"]
---
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {nodeName: node-1, containers: [{name: main, image: nginx}]}
END
pod/polite created
pod/misled created
pod/web created
$ settle
$ kubectl get pod polite -o jsonpath='{.spec.containers[0].lifecycle}{"|"}{.spec.os.name}{"\n"}'
|linux
$ kubectl delete pod polite misled --wait=false
pod "polite" deleted
pod "misled" deleted
$ run 5s
$ kubectl get pods
NAME     READY   STATUS        RESTARTS   AGE
misled   1/1     Terminating   0          12s
web      1/1     Running       0          12s
$ ssh node-1 journalctl -u containerd | grep -o 'with signal.*"'
with signal terminated"
with signal quit"
$ run 30s
$ kubectl get pods
NAME   READY   STATUS    RESTARTS   AGE
web    1/1     Running   0          42s
$ kubectl exec web -- sh -c "kill -9 1"
$ run 2s
$ kubectl get pods
NAME   READY   STATUS    RESTARTS   AGE
web    1/1     Running   0          44s
$ kubectl exec web -- sh -c "kill 1"
$ run 2s
$ kubectl get pod web -o custom-columns=RESTARTS:.status.containerStatuses[0].restartCount,LAST:.status.containerStatuses[0].lastState.terminated.exitCode,REASON:.status.containerStatuses[0].lastState.terminated.reason
RESTARTS   LAST   REASON
1          0      Completed
