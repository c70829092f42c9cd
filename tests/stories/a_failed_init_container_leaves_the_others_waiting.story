# An init container that fails under Never ends the Pod; whoever never had its turn is waiting still. Fact sheet §8.4.
# preset: three-nodes
$ kubectl run w --image=nginx --overrides='{"spec":{"nodeName":"node-1","restartPolicy":"Never","initContainers":[{"name":"i","image":"busybox","command":["sh","-c","exit 4"]},{"name":"j","image":"busybox"}]}}'
pod/w created
$ run 20s
$ kubectl get pod w
NAME   READY   STATUS       RESTARTS   AGE
w      0/1     Init:Error   0          20s
$ kubectl get pod w -o jsonpath='{range .status.initContainerStatuses[*]}{.name}{" "}{.state}{"\n"}{end}{range .status.containerStatuses[*]}{.name}{" "}{.state}{"\n"}{end}'
i {"terminated":{"containerID":"containerd://db9a6d0555e5c43ea9773507ee637953a7f0c6aa4e8687f8641c2e92eb57adc6","exitCode":4,"finishedAt":"2026-01-01T00:00:10Z","reason":"Error","startedAt":"2026-01-01T00:00:10Z"}}
j {"waiting":{"reason":"PodInitializing"}}
w {"waiting":{"reason":"PodInitializing"}}
$ kubectl run n --image=busybox --restart=Never --overrides='{"spec":{"nodeName":"node-1"}}' -- nosuch
pod/n created
$ run 20s
$ kubectl get pod n
NAME   READY   STATUS       RESTARTS   AGE
n      0/1     StartError   0          20s
$ kubectl get pod n -o jsonpath='{.status.containerStatuses[0].restartCount}{" "}{.status.containerStatuses[0].state.terminated.exitCode}'
0 128
