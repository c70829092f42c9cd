# Kubelets need no API server to keep containers alive: what dies is started again, probes kill, crash loops go on, static Pods too; what a kubelet cannot tell it tries again. Fact sheet §10.1.
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
$ kubectl run moth --image=busybox --overrides='{"spec":{"nodeName":"node-1"}}' -- sh -c 'sleep 1; exit 1'
pod/moth created
$ settle
$ kubectl get pods
NAME   READY   STATUS    RESTARTS     AGE
moth   0/1     Error     1 (6s ago)   10s
sick   1/1     Running   0            10s
tea    1/1     Running   0            10s
$ fault stop kube-apiserver
$ fault kill default/tea/tea
$ run 60s
$ ssh node-1 crictl ps -a --namespace default | cut -c 61-112
 STATE               NAME                ATTEMPT    
 Exited              moth                3          
 Exited              main                1          
 Exited              moth                2          
 Running             tea                 1          
 Exited              main                0          
 Exited              tea                 0          
$ ssh control-plane crictl ps -a | cut -c 62-118
STATE               NAME                      ATTEMPT    
Running             kube-scheduler            1          
Running             kube-controller-manager   1          
Exited              kube-apiserver            0          
Running             kube-proxy                0          
Running             etcd                      0          
$ ssh node-1 "journalctl -u kubelet | grep -c 'Error updating node status'"
30
$ ssh node-1 "journalctl -u kubelet | grep -o '\"Unable to update node status.*' | tail -1"
"Unable to update node status" err="update node status exceeds retry count"
$ ssh node-1 "journalctl -u kubelet | grep -o '\"Failed to update lease.*' | tail -1"
"Failed to update lease" err="Put \"https://172.18.0.2:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-1?timeout=10s\": dial tcp 172.18.0.2:6443: connect: connection refused"
$ fault start kube-apiserver
$ run 30s
$ kubectl get pods --no-headers | sed 's/  */ /g' | cut -d ' ' -f 1,2,3
moth 0/1 CrashLoopBackOff
sick 0/1 CrashLoopBackOff
tea 1/1 Running
$ kubectl get pod tea -o jsonpath='{.status.containerStatuses[0].restartCount} {.status.containerStatuses[0].lastState.terminated.exitCode}{"\n"}'
1 137
$ kubectl get events --field-selector involvedObject.name=sick,reason=Killing -o custom-columns=MESSAGE:.message
MESSAGE
Container main failed liveness probe, will be restarted
$ kubectl get nodes
NAME            STATUS   ROLES           AGE    VERSION
control-plane   Ready    control-plane   110s   v1.36.2
node-1          Ready    <none>          110s   v1.36.2
node-2          Ready    <none>          110s   v1.36.2
node-3          Ready    <none>          110s   v1.36.2
