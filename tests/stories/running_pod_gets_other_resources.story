# A Pod's requests and limits change while it runs: at once, with a restart where the container wants one, later, or never. Fact sheet §2.2 (InPlacePodVerticalScaling), §11.2.
# preset: three-nodes
$ kubectl apply -f - <<'EOF'
apiVersion: v1
kind: Pod
metadata: {name: app}
spec:
  nodeName: node-1
  containers:
  - name: app
    image: nginx
    resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: 200m, memory: 128Mi}}
    resizePolicy:
    - {resourceName: cpu, restartPolicy: NotRequired}
    - {resourceName: memory, restartPolicy: RestartContainer}
---
apiVersion: v1
kind: Pod
metadata: {name: neighbour}
spec:
  nodeName: node-1
  containers: [{name: c, image: nginx, resources: {requests: {cpu: "2"}}}]
EOF
pod/app created
pod/neighbour created
$ settle
$ kubectl patch pod app -p '{"spec":{"containers":[{"name":"app","resources":{"limits":{"cpu":"400m"}}}]}}' 2>&1 | head -1
The Pod "app" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)
$ kubectl patch pod app --subresource=resize -p '{"spec":{"containers":[{"name":"app","resources":{"limits":{"cpu":"400m"}}}]}}'
pod/app patched
$ run 3s
$ kubectl get pod app -o jsonpath='{.status.containerStatuses[0].resources.limits.cpu} {.status.containerStatuses[0].restartCount} {.metadata.generation}{"\n"}'
400m 0 2
$ kubectl patch pod app --subresource=resize -p '{"spec":{"containers":[{"name":"app","resources":{"limits":{"memory":"256Mi"}}}]}}'
pod/app patched
$ run 5s
$ kubectl get pod app -o jsonpath='{.status.containerStatuses[0].resources.limits.memory} {.status.containerStatuses[0].restartCount} {.status.podIP}{"\n"}' | sed 's/10\..*/same Pod/'
256Mi 1 same Pod
$ kubectl patch pod app --subresource=resize -p '{"spec":{"containers":[{"name":"app","resources":{"requests":{"cpu":"20"},"limits":{"cpu":"20"}}}]}}'
pod/app patched
$ run 3s
$ kubectl get pod app -o jsonpath='{range .status.conditions[?(@.type=="PodResizePending")]}{.status} {.reason}: {.message}{"\n"}{end}'
True Infeasible: Node didn't have enough capacity: cpu, requested: 20000, capacity: 4000
$ kubectl patch pod app --subresource=resize -p '{"spec":{"containers":[{"name":"app","resources":{"requests":{"cpu":"3"},"limits":{"cpu":"3"}}}]}}'
pod/app patched
$ run 3s
$ kubectl get pod app -o jsonpath='{range .status.conditions[?(@.type=="PodResizePending")]}{.status} {.reason}: {.message}{"\n"}{end}'
True Deferred: Node didn't have enough resource: cpu, requested: 3000, used: 2100, capacity: 4000
$ kubectl delete pod neighbour
pod "neighbour" deleted
$ run 5s
$ kubectl get pod app -o jsonpath='{.status.containerStatuses[0].resources.requests.cpu} {.status.containerStatuses[0].restartCount}{"\n"}{range .status.conditions[*]}{.type} {end}{"\n"}'
3 1
PodReadyToStartContainers Initialized Ready ContainersReady PodScheduled 
$ kubectl get events --field-selector involvedObject.name=app -o custom-columns=TYPE:.type,REASON:.reason,MESSAGE:.message | grep -E 'Resize|resize'
Normal    ResizeStarted      Pod resize started: {"containers":[{"name":"app","resources":{"limits":{"cpu":"400m","memory":"128Mi"},"requests":{"cpu":"100m","memory":"64Mi"}}}]}
Normal    ResizeCompleted    Pod resize completed: {"containers":[{"name":"app","resources":{"limits":{"cpu":"400m","memory":"128Mi"},"requests":{"cpu":"100m","memory":"64Mi"}}}]}
Normal    ResizeStarted      Pod resize started: {"containers":[{"name":"app","resources":{"limits":{"cpu":"400m","memory":"256Mi"},"requests":{"cpu":"100m","memory":"64Mi"}}}]}
Normal    Killing            Container app resize requires restart
Normal    ResizeCompleted    Pod resize completed: {"containers":[{"name":"app","resources":{"limits":{"cpu":"400m","memory":"256Mi"},"requests":{"cpu":"100m","memory":"64Mi"}}}]}
Warning   ResizeInfeasible   Pod resize infeasible: {"containers":[{"name":"app","resources":{"limits":{"cpu":"20","memory":"256Mi"},"requests":{"cpu":"20","memory":"64Mi"}}}],"error":"Node didn't have enough capacity: cpu, requested: 20000, capacity: 4000"}
Warning   ResizeDeferred     Pod resize deferred: {"containers":[{"name":"app","resources":{"limits":{"cpu":"3","memory":"256Mi"},"requests":{"cpu":"3","memory":"64Mi"}}}],"error":"Node didn't have enough resource: cpu, requested: 3000, used: 2100, capacity: 4000"}
Normal    ResizeStarted      Pod resize started: {"containers":[{"name":"app","resources":{"limits":{"cpu":"3","memory":"256Mi"},"requests":{"cpu":"3","memory":"64Mi"}}}]}
Normal    ResizeCompleted    Pod resize completed: {"containers":[{"name":"app","resources":{"limits":{"cpu":"3","memory":"256Mi"},"requests":{"cpu":"3","memory":"64Mi"}}}]}
$ kubectl patch pod app --subresource=resize -p '{"spec":{"containers":[{"name":"app","resources":{"limits":{"cpu":null}}}]}}'
The Pod "app" is invalid: spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed
[exit 1]
$ kubectl patch pod neighbour --subresource=resize -p '{}'
Error from server (NotFound): pods "neighbour" not found
[exit 1]
