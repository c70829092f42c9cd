# While a kubelet is down nobody gets a log or a shell from its containers; after five minutes a Deployment's Pod is replaced, a StatefulSet's is not, a DaemonSet's stays. Fact sheet §10.5.
# preset: three-nodes
$ kubectl apply -f - <<'END'
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {nodeSelector: {place: here}, containers: [{name: c, image: nginx}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 1
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {nodeSelector: {place: here}, containers: [{name: c, image: nginx}]}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: each}
spec:
  selector: {matchLabels: {app: each}}
  template:
    metadata: {labels: {app: each}}
    spec: {nodeSelector: {place: here}, containers: [{name: c, image: nginx}]}
END
deployment.apps/web created
statefulset.apps/db created
daemonset.apps/each created
$ kubectl label node node-3 place=here
node/node-3 labeled
$ settle
$ kubectl get pods --no-headers -o custom-columns=APP:.metadata.labels.app,NODE:.spec.nodeName | sort
db     node-3
each   node-3
web    node-3
$ fault stop kubelet/node-3
$ kubectl logs db-0
Error from server (InternalError): Get "https://172.18.0.5:10250/containerLogs/default/db-0/c": dial tcp 172.18.0.5:10250: connect: connection refused
[exit 1]
$ kubectl exec db-0 -- hostname
error: error dialing backend: dial tcp 172.18.0.5:10250: connect: connection refused
[exit 1]
$ kubectl label node node-1 place=here
node/node-1 labeled
$ run 7m
$ kubectl get pods -l app!=each --no-headers | sed 's/-[a-z0-9]*-[a-z0-9]* / /; s/  */ /g' | cut -d' ' -f1-3 | sort
db-0 1/1 Terminating
web 1/1 Running
web 1/1 Terminating
$ kubectl get pods -l app=each -o wide --no-headers | sed 's/  */ /g' | cut -d' ' -f2,3,7 | sort
1/1 Running node-1
1/1 Running node-3
$ kubectl get pod db-0 -o jsonpath='{range .status.conditions[?(@.type=="DisruptionTarget")]}{.reason}: {.message}{"\n"}{end}'
DeletionByTaintManager: Taint manager: deleting due to NoExecute taint
$ fault start kubelet/node-3
$ run 60s
$ kubectl get pods -l app!=each --no-headers | sed 's/-[a-z0-9]*-[a-z0-9]* / /; s/  */ /g' | cut -d' ' -f1-3 | sort
db-0 1/1 Running
web 1/1 Running
$ kubectl get node node-3 --no-headers | sed 's/  */ /g' | cut -d' ' -f2
Ready
