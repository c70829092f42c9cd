# A deleted Pod is replaced at once, while it still ends: no new traffic, then the signal, then it is gone. Fact sheet §12.7.
# preset: three-nodes
$ kubectl create deployment web --image=busybox --replicas=3 -- sleep 3600
deployment.apps/web created
$ kubectl create service clusterip web --tcp=80
service/web created
$ settle
$ kubectl delete $(kubectl get pods -o name | head -1) --wait=false | sed 's/web-[a-z0-9-]*/web-…/'
pod "web-…" deleted
$ run 3s
$ kubectl get pods --no-headers | sed 's/web-[a-z0-9-]*/web-…/;s/  *[0-9]*s$//' | sort
web-…   1/1   Running       0
web-…   1/1   Running       0
web-…   1/1   Running       0
web-…   1/1   Terminating   0
$ kubectl get pods -o jsonpath='{range .items[?(@.metadata.deletionTimestamp)]}{.metadata.deletionGracePeriodSeconds} {.metadata.generation}{"\n"}{end}'
30 2
$ kubectl get endpointslices -l kubernetes.io/service-name=web -o jsonpath='{range .items[0].endpoints[*]}{.conditions}{"\n"}{end}' | sort
{"ready":false,"serving":true,"terminating":true}
{"ready":true,"serving":true,"terminating":false}
{"ready":true,"serving":true,"terminating":false}
{"ready":true,"serving":true,"terminating":false}
$ kubectl get events --field-selector reason=Killing -o jsonpath='{range .items[*]}{.message}{"\n"}{end}'
Stopping container busybox
$ run 30s
$ kubectl get pods --no-headers | sed 's/web-[a-z0-9-]*/web-…/;s/  *[0-9]*s$//' | sort
web-…   1/1   Running   0
web-…   1/1   Running   0
web-…   1/1   Running   0
$ kubectl get deployment web --no-headers | sed 's/  *[0-9]*s$//'
web   3/3   3     3
