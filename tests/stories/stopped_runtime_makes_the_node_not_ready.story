# A container runtime that does not answer: the node says so after 30 s, and after three minutes that nobody looks at its Pods; they are evicted and cannot end. Fact sheet §10.6.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=3
deployment.apps/web created
$ settle
$ fault stop container-runtime/node-1
$ run 20s
$ kubectl get node node-1
NAME     STATUS   ROLES    AGE   VERSION
node-1   Ready    <none>   35s   v1.36.2
$ run 30s
$ kubectl get node node-1
NAME     STATUS     ROLES    AGE   VERSION
node-1   NotReady   <none>   65s   v1.36.2
$ kubectl get node node-1 -o jsonpath='{.status.conditions[?(@.type=="Ready")].message}{"\n"}{range .spec.taints[*]}{.key}:{.effect}{"\n"}{end}'
container runtime is down
node.kubernetes.io/not-ready:NoSchedule
node.kubernetes.io/not-ready:NoExecute
$ kubectl get pods -o wide --no-headers | grep node-1 | sed 's/  */ /g' | cut -d ' ' -f 2,3
1/1 Running
$ kubectl logs $(kubectl get pods -o wide --no-headers | grep node-1 | cut -d ' ' -f 1) | sed 's/[0-9a-f]\{64\}/…/'
unable to retrieve container logs for containerd://…
$ kubectl exec $(kubectl get pods -o wide --no-headers | grep node-1 | cut -d ' ' -f 1) -- true
error: unable to upgrade connection: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"
[exit 1]
$ ssh node-2 curl -s -o /dev/null -w "'%{http_code}\n'" http://$(kubectl get pods -o wide --no-headers | grep node-1 | sed 's/  */ /g' | cut -d ' ' -f 6)
200
$ run 150s
$ kubectl get node node-1 -o jsonpath='{.status.conditions[?(@.type=="Ready")].message}{"\n"}' | sed 's/active .* ago/active … ago/'
[container runtime is down, PLEG is not healthy: pleg was last seen active … ago; threshold is 3m0s]
$ run 3m
$ kubectl get pods -o wide --no-headers | sed 's/  */ /g' | cut -d ' ' -f 2,3,7 | sort
1/1 Running node-2
1/1 Running node-3
1/1 Running node-3
1/1 Terminating node-1
$ fault start container-runtime/node-1
$ run 40s
$ kubectl get node node-1
NAME     STATUS   ROLES    AGE     VERSION
node-1   Ready    <none>   7m16s   v1.36.2
$ kubectl get pods --no-headers | sed 's/  */ /g' | cut -d ' ' -f 2,3
1/1 Running
1/1 Running
1/1 Running
