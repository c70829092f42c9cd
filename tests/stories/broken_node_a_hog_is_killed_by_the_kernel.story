# A container takes more memory than its limit: the kernel kills it, and dmesg on its machine says so. Fact sheet §8.6, §8.12.
# preset: three-nodes
$ kubectl run hog --image=polinux/stress --overrides='{"spec":{"nodeName":"node-1","containers":[{"name":"hog","image":"polinux/stress","command":["stress","--vm","1","--vm-bytes","250M"],"resources":{"limits":{"memory":"100Mi"}}}]}}'
pod/hog created
$ run 20s
$ kubectl get pod hog -o jsonpath='{.status.containerStatuses[0].lastState.terminated.reason} {.status.containerStatuses[0].lastState.terminated.exitCode}{"\n"}'
OOMKilled 137
$ ssh node-1 "dmesg | grep -o 'Memory cgroup out of memory.*(stress)' | sed 's/process [0-9]*/process …/' | sort | uniq"
Memory cgroup out of memory: Killed process … (stress)
$ ssh node-1 "crictl ps -a --name hog --state exited" | cut -c61-110 | head -2
STATE               NAME                ATTEMPT   
Exited              hog                 2         
$ ssh node-1 "crictl inspect $(ssh node-1 crictl ps -a --name hog --state exited -q | head -1) | grep -E 'exitCode|reason'"
    "exitCode": 137,
    "reason": "OOMKilled",
$ ssh node-1 "journalctl -u kubelet | grep -o 'with CrashLoopBackOff.*container=hog' | tail -1"
with CrashLoopBackOff: \"back-off 20s restarting failed container=hog
$ kubectl delete pod hog --now
pod "hog" deleted
$ kubectl run hog --image=polinux/stress --overrides='{"spec":{"nodeName":"node-1","containers":[{"name":"hog","image":"polinux/stress","command":["stress","--vm","1","--vm-bytes","250M"],"resources":{"limits":{"memory":"400Mi"}}}]}}'
pod/hog created
$ run 20s
$ kubectl get pod hog
NAME   READY   STATUS    RESTARTS   AGE
hog    1/1     Running   0          20s
$ ssh node-1 crictl stats | grep hog | sed 's/ \+/ /g' | cut -d' ' -f2-4
hog 100.00 262MB
