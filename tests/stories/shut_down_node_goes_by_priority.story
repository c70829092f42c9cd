# A kubelet can be told how long Pods of which priority have when the machine shuts down: the lowest go first, each group as long as it needs and no longer than it may. Fact sheet §8.13.
# preset: three-nodes
$ kubectl create priorityclass middle --value=1000
priorityclass.scheduling.k8s.io/middle created
$ kubectl create priorityclass high --value=100000
priorityclass.scheduling.k8s.io/high created
$ ssh node-2 "sed -i 's/^shutdownGracePeriodCriticalPods.*/shutdownGracePeriodCriticalPods: 40s/' /var/lib/kubelet/config.yaml; systemctl restart kubelet"
$ run 15s
$ ssh node-2 "journalctl -u kubelet | grep -o 'failed to validate.*' | tail -1"
failed to validate kubelet configuration, error: invalid configuration: shutdownGracePeriodCriticalPods {40s} must be <= shutdownGracePeriod {30s}, path: &TypeMeta{Kind:,APIVersion:,}"
$ ssh node-2 "sed -i '/^shutdownGracePeriod/d' /var/lib/kubelet/config.yaml"
$ ssh node-2 "cat >> /var/lib/kubelet/config.yaml" <<'EOF'
shutdownGracePeriodByPodPriority:
- {priority: 0, shutdownGracePeriodSeconds: 5}
- {priority: 1000, shutdownGracePeriodSeconds: 20}
- {priority: 100000, shutdownGracePeriodSeconds: 10}
EOF
$ ssh node-2 systemctl restart kubelet
$ run 30s
$ kubectl run low --image=busybox --overrides='{"spec":{"nodeName":"node-2"}}' -- sleep 9999
pod/low created
$ kubectl run middle --image=busybox --overrides='{"spec":{"nodeName":"node-2","priorityClassName":"middle"}}' -- sh -c 'trap "sleep 8; exit 0" TERM; while true; do sleep 1; done'
pod/middle created
$ kubectl run high --image=nginx --overrides='{"spec":{"nodeName":"node-2","priorityClassName":"high"}}'
pod/high created
$ settle
$ kubectl get pods
NAME     READY   STATUS    RESTARTS   AGE
high     1/1     Running   0          6s
low      1/1     Running   0          7s
middle   1/1     Running   0          7s
$ fault shutdown node-2
$ run 4s
$ kubectl get pods --no-headers | sed 's/  */ /g' | cut -d ' ' -f 1-3
high 1/1 Running
low 1/1 Running
middle 1/1 Running
$ run 3s
$ kubectl get pods --no-headers | sed 's/  */ /g' | cut -d ' ' -f 1-3
high 1/1 Running
low 0/1 Error
middle 1/1 Running
$ run 7s
$ kubectl get pods --no-headers | sed 's/  */ /g' | cut -d ' ' -f 1-3
high 0/1 Completed
low 0/1 Error
middle 0/1 Completed
$ run 10s
$ kubectl get pods --no-headers | sed 's/  */ /g' | cut -d ' ' -f 1-3
high 0/1 Completed
low 0/1 Error
middle 0/1 Completed
$ kubectl get pods -o jsonpath='{range .items[*]}{.metadata.name} {.status.containerStatuses[0].state.terminated.exitCode} {.status.message}{"\n"}{end}'
high 0 Pod was terminated in response to imminent node shutdown.
low 137 Pod was terminated in response to imminent node shutdown.
middle 0 Pod was terminated in response to imminent node shutdown.
