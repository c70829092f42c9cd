# A kubelet is silent for longer than five minutes: NotReady, no traffic, no logs; then its Pods are replaced, but not those of a StatefulSet or a DaemonSet. Fact sheet §10.5.
# preset: three-nodes
$ kubectl apply -f - <<'EOF'
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {nodeSelector: {kubernetes.io/hostname: node-3}, containers: [{name: c, image: nginx}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 100, preference: {matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [node-3]}]}}]}}
      containers: [{name: c, image: nginx}]
EOF
statefulset.apps/db created
deployment.apps/web created
$ kubectl expose deployment web --port=80
service/web exposed
$ settle
$ kubectl get pods -o wide --no-headers | sed 's/  */ /g' | cut -d ' ' -f 2,3,7
1/1 Running node-3
1/1 Running node-3
$ fault stop kubelet/node-3
$ run 65s
$ kubectl get node node-3 -o jsonpath='{range .status.conditions[?(@.type=="Ready")]}{.status} {.reason} {.message}{"\n"}{end}'
Unknown NodeStatusUnknown Kubelet stopped posting node status.
$ kubectl get endpointslices -l kubernetes.io/service-name=web -o jsonpath='{.items[0].endpoints[0].conditions.ready}{"\n"}'
false
$ kubectl logs db-0
Error from server (InternalError): Get "https://172.18.0.5:10250/containerLogs/default/db-0/c": dial tcp 172.18.0.5:10250: connect: connection refused
[exit 1]
$ kubectl exec db-0 -- true
error: error dialing backend: dial tcp 172.18.0.5:10250: connect: connection refused
[exit 1]
$ run 5m20s
$ kubectl get pods -o wide --no-headers | sed 's/web-[a-z0-9]*-[a-z0-9]*/web/' | sed 's/  */ /g' | cut -d ' ' -f 1,2,3,7
db-0 1/1 Terminating node-3
web 1/1 Terminating node-3
web 1/1 Running node-1
$ kubectl get pod db-0 -o jsonpath='{range .status.conditions[?(@.type=="DisruptionTarget")]}{.status} {.reason} {.message}{"\n"}{end}'
True DeletionByTaintManager Taint manager: deleting due to NoExecute taint
$ kubectl get pods -n kube-system -l k8s-app=kube-proxy -o wide --no-headers | grep -c node-3
1
$ fault start kubelet/node-3
$ run 40s
$ kubectl get pods -o wide --no-headers | sed 's/web-[a-z0-9]*-[a-z0-9]*/web/' | sed 's/  */ /g' | cut -d ' ' -f 1,2,3,7
db-0 1/1 Running node-3
web 1/1 Running node-1
$ kubectl get node node-3
NAME     STATUS   ROLES    AGE     VERSION
node-3   Ready    <none>   7m21s   v1.36.2
