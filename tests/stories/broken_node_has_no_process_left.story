# No process can be started any more on a machine. A kubelet has no threshold for that unless it is told of one: nothing is evicted, what runs goes on, and nothing new starts. Fact sheet §8.1, §8.11.
# preset: three-nodes
$ kubectl run old --image=nginx --overrides='{"spec":{"nodeName":"node-2"}}'
pod/old created
$ settle
$ fault fill node-2 pids
$ run 30s
$ ssh node-2 cat /proc/loadavg /proc/sys/kernel/pid_max
0.12 0.09 0.05 1/32768 1284
32768
$ kubectl get node node-2
NAME     STATUS   ROLES    AGE   VERSION
node-2   Ready    <none>   45s   v1.36.2
$ kubectl get node node-2 -o jsonpath='{.spec.taints}{.status.conditions[2].type} {.status.conditions[2].status}: {.status.conditions[2].message}{"\n"}'
PIDPressure False: kubelet has sufficient PID available
$ kubectl run new --image=nginx --overrides='{"spec":{"nodeName":"node-2"}}'
pod/new created
$ run 30s
$ kubectl get pods
NAME   READY   STATUS              RESTARTS   AGE
new    0/1     ContainerCreating   0          30s
old    1/1     Running             0          66s
$ kubectl get events --field-selector involvedObject.name=new,type=Warning -o custom-columns=REASON:.reason,MESSAGE:.message | sed 's/"[0-9a-f]\{64\}"/"…"/'
REASON                   MESSAGE
FailedCreatePodSandBox   Failed to create pod sandbox: rpc error: code = Unknown desc = failed to start sandbox "…": failed to create containerd task: failed to start shim: start failed: : fork/exec /usr/bin/containerd-shim-runc-v2: resource temporarily unavailable
FailedCreatePodSandBox   Failed to create pod sandbox: rpc error: code = Unknown desc = failed to start sandbox "…": failed to create containerd task: failed to start shim: start failed: : fork/exec /usr/bin/containerd-shim-runc-v2: resource temporarily unavailable
FailedCreatePodSandBox   Failed to create pod sandbox: rpc error: code = Unknown desc = failed to start sandbox "…": failed to create containerd task: failed to start shim: start failed: : fork/exec /usr/bin/containerd-shim-runc-v2: resource temporarily unavailable
$ kubectl exec old -- date 2>&1 | grep -o 'OCI runtime.*'
OCI runtime exec failed: fork/exec /usr/bin/runc: resource temporarily unavailable: unknown
$ fault free node-2 pids
$ run 30s
$ kubectl get pods
NAME   READY   STATUS    RESTARTS   AGE
new    1/1     Running   0          61s
old    1/1     Running   0          97s
$ kubectl run stress --image=polinux/stress --overrides='{"spec":{"nodeName":"node-2"}}' -- stress --cpu 40 --timeout 600
pod/stress created
$ run 10s
$ kubectl get pod stress
NAME     READY   STATUS    RESTARTS   AGE
stress   1/1     Running   0          10s
$ ssh node-2 "echo 'podPidsLimit: 30' >> /var/lib/kubelet/config.yaml; systemctl restart kubelet"
$ kubectl delete pod stress --now
pod "stress" deleted
$ kubectl run stress --image=polinux/stress --restart=Never --overrides='{"spec":{"nodeName":"node-2"}}' -- stress --cpu 40 --timeout 600
pod/stress created
$ run 10s
$ kubectl get pod stress
NAME     READY   STATUS   RESTARTS   AGE
stress   0/1     Error    0          11s
$ kubectl logs stress
stress: info: [1] dispatching hogs: 40 cpu, 0 io, 0 vm, 0 hdd
stress: FAIL: [1] (194) fork failed: Resource temporarily unavailable
