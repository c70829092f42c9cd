# Three failures in a row, and the kubelet kills the container and starts it again. Fact sheet §12.9.
# preset: three-nodes
$ kubectl apply -f - <<'EOF'
apiVersion: v1
kind: Pod
metadata: {name: sick}
spec:
  containers:
  - name: main
    image: nginx
    livenessProbe:
      exec: {command: ["sh", "-c", "false"]}
      periodSeconds: 10
EOF
pod/sick created
$ run 28s
$ kubectl get pod sick --no-headers | sed 's/ago.*//'
sick   1/1   Running   1 (4s 
$ run 30s
$ kubectl get events --field-selector involvedObject.name=sick -o custom-columns=REASON:.reason,COUNT:.count,MESSAGE:.message | grep -v BackOff
REASON      COUNT    MESSAGE
Scheduled   <none>   Successfully assigned default/sick to node-3
Pulling     2        Pulling image "nginx"
Pulled      1        Successfully pulled image "nginx" in 2.653s (2.653s including waiting). Image size: 72000000 bytes.
Created     2        Container created
Started     2        Container started
Unhealthy   6        Liveness probe failed: 
Killing     2        Container main failed liveness probe, will be restarted
Pulled      1        Successfully pulled image "nginx" in 253ms (253ms including waiting). Image size: 72000000 bytes.
$ kubectl get pod sick -o jsonpath='{.status.containerStatuses[0].restartCount} {.status.phase}{"\n"}'
1 Running
$ kubectl get pod sick -o jsonpath='{.status.containerStatuses[0].lastState.terminated.exitCode} {.status.containerStatuses[0].lastState.terminated.reason}{"\n"}'
0 Completed
$ run 3m
$ kubectl get pod sick --no-headers | sed 's/(.*//'
sick   0/1   CrashLoopBackOff   4 
