# A container that wants more CPU than its limit is stopped for the rest of each period of 100 ms, and can read so in its own cgroup. Fact sheet §8.12.
# preset: with-metrics
$ kubectl apply -f - <<'EOF'
apiVersion: v1
kind: Pod
metadata: {name: held}
spec:
  containers:
  - name: burner
    image: polinux/stress
    command: [stress]
    args: [--cpu, "1"]
    resources: {requests: {cpu: 100m}, limits: {cpu: 200m, memory: 128Mi}}
---
apiVersion: v1
kind: Pod
metadata: {name: free}
spec:
  containers:
  - name: burner
    image: polinux/stress
    command: [stress]
    args: [--cpu, "1"]
EOF
pod/held created
pod/free created
$ settle
$ run 60s
$ kubectl exec held -- cat /sys/fs/cgroup/cpu.max /sys/fs/cgroup/cpu.weight /sys/fs/cgroup/memory.max
20000 100000
17
134217728
$ kubectl exec held -- cat /sys/fs/cgroup/cpu.stat
usage_usec 12662000
user_usec 10129600
system_usec 2532400
nr_periods 634
nr_throttled 633
throttled_usec 50648000
nr_bursts 0
burst_usec 0
$ kubectl exec free -- cat /sys/fs/cgroup/cpu.max /sys/fs/cgroup/memory.max
max 100000
max
$ kubectl exec free -- grep throttled /sys/fs/cgroup/cpu.stat
nr_throttled 0
throttled_usec 0
$ kubectl exec held -- sh -c 'echo max > /sys/fs/cgroup/cpu.max'
sh: can't create /sys/fs/cgroup/cpu.max: Read-only file system
command terminated with exit code 1
[exit 1]
$ kubectl top pods
NAME   CPU(cores)   MEMORY(bytes)   
free   1000m        2Mi             
held   200m         2Mi             
$ kubectl patch pod held --subresource=resize -p '{"spec":{"containers":[{"name":"burner","resources":{"limits":{"cpu":"500m"}}}]}}'
pod/held patched
$ run 5s
$ kubectl exec held -- cat /sys/fs/cgroup/cpu.max
50000 100000
$ kubectl exec held -- ls /sys/fs/cgroup
cpu.max
cpu.stat
cpu.weight
memory.current
memory.max
pids.current
pids.max
