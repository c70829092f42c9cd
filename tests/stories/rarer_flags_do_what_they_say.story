# Flags of kubectl that one needs less often do what kubectl does with them. Fact sheet §13.
# preset: three-nodes
$ kubectl create deployment web --image=nginx
deployment.apps/web created
$ kubectl taint node node-1 a=b:NoSchedule -o jsonpath='{.spec.taints[0].key}'
a
$ kubectl rollout pause deployment/web -o jsonpath='{.spec.paused}'
true
$ kubectl rollout resume deployment/web
deployment.apps/web resumed
$ kubectl scale deployment/web --replicas=2 -o jsonpath='{.spec.replicas}'
2
$ kubectl wait deployment/web --for=condition=Available -o name
deployment.apps/web
$ kubectl wait deployment/web --for=jsonpath='{.status.readyReplicas}'=2
deployment.apps/web condition met
$ kubectl expose deployment web --port=80 --external-ip=192.0.2.7 --name=shown --overrides='{"spec":{"sessionAffinity":"ClientIP"}}' --save-config
service/shown exposed
$ kubectl get service shown -o jsonpath='{.spec.externalIPs} {.spec.sessionAffinity} {.metadata.annotations}' | cut -c1-80
["192.0.2.7"] ClientIP {"kubectl.kubernetes.io/last-applied-configuration":"{\"a
$ echo '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"raw"}}' | kubectl create --raw /api/v1/namespaces/default/configmaps -f - | grep -o '"name":"raw"'
"name":"raw"
$ kubectl delete --raw /api/v1/namespaces/default/configmaps/raw | grep -o '"status":"Success"'
"status":"Success"
$ kubectl delete --raw /api/v1/namespaces/default/configmaps/raw
Error from server (NotFound): configmaps "raw" not found
[exit 1]
$ kubectl api-resources --categories=all --sort-by=kind --no-headers -o name
cronjobs.batch
daemonsets.apps
deployments.apps
horizontalpodautoscalers.autoscaling
jobs.batch
pods
replicasets.apps
replicationcontrollers
services
statefulsets.apps
$ kubectl top pods -l app=web
error: Metrics API not available
[exit 1]
$ kubectl cordon node-2 -l a=b
error: cannot specify both a node name and a --selector option
See 'kubectl cordon -h' for help and examples
[exit 1]
