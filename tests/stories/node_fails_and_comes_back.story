# A kubelet falls silent: 50 s later its node is unreachable and its Pods are not ready, 300 s later they are replaced; when it comes back they end. Fact sheet §12.11.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=3
deployment.apps/web created
$ kubectl expose deployment web --port=80
service/web exposed
$ settle
$ fault stop kubelet/node-2
$ run 35s
$ kubectl get node node-2 --no-headers | sed 's/  *[0-9]*m*[0-9]*s / /'
node-2   Ready   <none>   v1.36.2
$ run 22s
$ kubectl get node node-2 --no-headers | sed 's/  *[0-9]*m*[0-9]*s / /'
node-2   NotReady   <none>   v1.36.2
$ kubectl get node node-2 -o jsonpath='{range .spec.taints[*]}{.key}:{.effect}{"\n"}{end}'
node.kubernetes.io/unreachable:NoSchedule
node.kubernetes.io/unreachable:NoExecute
$ kubectl get pods -o jsonpath='{range .items[?(@.spec.nodeName=="node-2")].status.conditions[?(@.type=="Ready")]}{.status} {.reason}{"\n"}{end}'
False 
$ kubectl get endpointslices -l kubernetes.io/service-name=web -o jsonpath='{range .items[0].endpoints[*]}{.nodeName} {.conditions.ready}{"\n"}{end}' | sort
node-1 true
node-2 false
node-3 true
$ kubectl get deployment web --no-headers | sed 's/  *[0-9]*m*[0-9]*s$//'
web   2/3   3     2
$ run 290s
$ kubectl get pods --no-headers -o wide | sed 's/web-[a-z0-9-]*/web-…/;s/  *[0-9]*m*[0-9]*s  *10.[0-9.]*/ /;s/ *<none>//g' | sort -k 6
web-…   1/1   Running   0    node-2
web-…   1/1   Running   0    node-3
web-…   1/1   Running   0    node-1
$ run 20s
$ kubectl get events --field-selector reason=TaintManagerEviction -o jsonpath='{range .items[*]}{.message}{"\n"}{end}' | sed 's/web-[a-z0-9-]*/web-…/'
Marking for deletion Pod default/web-…
$ kubectl get pods --no-headers -o wide | sed 's/web-[a-z0-9-]*/web-…/;s/  *[0-9]*m*[0-9]*s  *10.[0-9.]*/ /;s/ *<none>//g' | sort -k 6
web-…   1/1   Terminating   0    node-2
web-…   1/1   Running       0    node-3
web-…   1/1   Running       0    node-1
web-…   1/1   Running       0    node-3
$ kubectl get deployment web --no-headers | sed 's/  *[0-9]*m*[0-9]*s$//'
web   3/3   3     3
$ fault start kubelet/node-2
$ run 60s
$ kubectl get node node-2 --no-headers | sed 's/  *[0-9]*m*[0-9]*s / /'
node-2   Ready   <none>   v1.36.2
$ kubectl get node node-2 -o jsonpath='{.spec.taints}{"\n"}'

$ kubectl get pods --no-headers | sed 's/web-[a-z0-9-]*/web-…/;s/  *[0-9]*m*[0-9]*s$//'
web-…   1/1   Running   0
web-…   1/1   Running   0
web-…   1/1   Running   0
