# Many manifests still say autoscaling/v1: it is the same object with one number instead of a list. Fact sheet §14.
# preset: bare
$ kubectl create deployment web --image=nginx
deployment.apps/web created
$ cat > hpa.yaml <<'EOF'
apiVersion: autoscaling/v1
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 1
  maxReplicas: 5
  targetCPUUtilizationPercentage: 60
EOF
$ kubectl apply -f hpa.yaml
horizontalpodautoscaler.autoscaling/web created
$ kubectl get hpa web -o jsonpath='{.apiVersion} {.spec.metrics}{"\n"}'
autoscaling/v2 [{"resource":{"name":"cpu","target":{"averageUtilization":60,"type":"Utilization"}},"type":"Resource"}]
$ kubectl get --raw /apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers/web | grep -o '"targetCPUUtilizationPercentage":[0-9]*'
"targetCPUUtilizationPercentage":60
$ kubectl apply -f hpa.yaml
horizontalpodautoscaler.autoscaling/web unchanged
$ sed 's/60/70/' hpa.yaml | kubectl apply -f -
horizontalpodautoscaler.autoscaling/web configured
$ kubectl get hpa web -o jsonpath='{.spec.metrics[0].resource.target.averageUtilization}{"\n"}'
70
$ sed 's/maxReplicas: 5/maxReplicas: five/' hpa.yaml | kubectl create -f -
Error from server (BadRequest): error when creating "STDIN": HorizontalPodAutoscaler in version "v1" cannot be handled as a HorizontalPodAutoscaler: json: cannot unmarshal string into Go struct field HorizontalPodAutoscalerSpec.spec.maxReplicas of type int32
[exit 1]
$ sed 's/maxReplicas: 5/maxReplicas: 0/' hpa.yaml | kubectl replace -f -
The HorizontalPodAutoscaler "web" is invalid: 
* spec.maxReplicas: Required value: must be set and greater than 0
* spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`
[exit 1]
$ kubectl delete -f hpa.yaml
horizontalpodautoscaler.autoscaling "web" deleted
