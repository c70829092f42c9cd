# A program that leaks: at its limit the kernel kills it (137, OOMKilled), and the kubelet starts it again, ever later. Fact sheet §8.7, §8.12.
# preset: three-nodes
$ cat > leak.yaml <<'END'
apiVersion: v1
kind: Pod
metadata: {name: leak}
spec:
  containers:
  - name: leak
    image: vish/stress
    args: [-mem-total, 400Mi, -mem-alloc-size, 10Mi, -mem-alloc-sleep, 1s]
    resources: {requests: {memory: 50Mi}, limits: {memory: 100Mi}}
END
$ kubectl apply -f leak.yaml
pod/leak created
$ run 8s
$ kubectl get pod leak
NAME   READY   STATUS    RESTARTS   AGE
leak   1/1     Running   0          8s
$ run 10s
$ kubectl get pod leak -o jsonpath='{.status.containerStatuses[0].lastState.terminated.exitCode} {.status.containerStatuses[0].lastState.terminated.reason} {.status.containerStatuses[0].restartCount}{"\n"}'
137 OOMKilled 1
$ run 12s
$ kubectl get pod leak
NAME   READY   STATUS      RESTARTS      AGE
leak   0/1     OOMKilled   1 (20s ago)   30s
$ run 90s
$ kubectl get pod leak
NAME   READY   STATUS    RESTARTS      AGE
leak   1/1     Running   4 (50s ago)   2m
$ kubectl get events --field-selector reason=BackOff -o custom-columns=TYPE:.type,MESSAGE:.message | sed 's/(.*)/(UID)/'
TYPE      MESSAGE
Warning   Back-off restarting failed container leak in pod leak_default(UID)
