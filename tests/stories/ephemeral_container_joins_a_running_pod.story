# An ephemeral container starts in a Pod that runs already, is never started again, and does not count for the Pod's readiness. Fact sheet §8.4, §18.
# preset: three-nodes
$ kubectl run web --image=nginx
pod/web created
$ settle
$ kubectl patch pod web --subresource=ephemeralcontainers -p '{"spec":{"ephemeralContainers":[{"name":"look","image":"busybox","command":["sh","-c","echo I see; exit 3"]}]}}'
pod/web patched
$ run 6s
$ kubectl get pod web --no-headers | sed 's/  *[0-9]*s$//'
web   1/1   Running   0
$ kubectl get pod web -o jsonpath='{range .status.ephemeralContainerStatuses[*]}{.name} {.state.terminated.exitCode} {.restartCount}{"\n"}{end}'
look 3 0
$ kubectl logs web -c look
I see
$ run 60s
$ kubectl get pod web -o jsonpath='{.status.phase} {.status.ephemeralContainerStatuses[0].restartCount}{"\n"}'
Running 0
$ kubectl get events --field-selector involvedObject.name=web,involvedObject.fieldPath=spec.ephemeralContainers{look} -o custom-columns=REASON:.reason
REASON
Pulling
Pulled
Created
Started
$ kubectl patch pod web -p '{"spec":{"ephemeralContainers":[{"name":"more","image":"busybox"}]}}' 2>&1 | head -1
The Pod "web" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)
