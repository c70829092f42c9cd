# Three Pods use 90 % of what they ask for and are to use 50 %: six. The load falls to a fifth: three, but only after five minutes. Fact sheet §12.16.
# preset: with-metrics
$ cat > php-apache.yaml <<'END'
apiVersion: apps/v1
kind: Deployment
metadata: {name: php-apache}
spec:
  replicas: 3
  selector: {matchLabels: {run: php-apache}}
  template:
    metadata: {labels: {run: php-apache}}
    spec:
      containers:
      - name: php-apache
        image: registry.k8s.io/hpa-example
        resources: {requests: {cpu: 200m}}
END
$ kubectl apply -f php-apache.yaml
deployment.apps/php-apache created
$ kubectl expose deployment php-apache --port=80
service/php-apache exposed
$ settle
$ traffic start --to php-apache --rps 10
traffic/php-apache started
$ run 60s
$ kubectl autoscale deployment php-apache --cpu-percent=50 --min=1 --max=10
horizontalpodautoscaler.autoscaling/php-apache autoscaled
$ run 16s
$ kubectl get hpa php-apache --no-headers | sed 's/  *[0-9ms]*$//'
php-apache   Deployment/php-apache   cpu: 92%/50%   1     10    3
$ kubectl get hpa php-apache -o jsonpath='{.status.desiredReplicas}{"\n"}'
6
$ run 90s
$ kubectl get hpa php-apache --no-headers | sed 's/  *[0-9ms]*$//'
php-apache   Deployment/php-apache   cpu: 46%/50%   1     10    6
$ traffic stop php-apache
traffic/php-apache stopped
$ traffic start --to php-apache --rps 4
traffic/php-apache started
$ run 4m
$ kubectl get hpa php-apache --no-headers | sed 's/  *[0-9ms]*$//'
php-apache   Deployment/php-apache   cpu: 19%/50%   1     10    6
$ kubectl get hpa php-apache -o jsonpath='{.status.conditions[?(@.type=="AbleToScale")].message}{"\n"}'
recent recommendations were higher than current one, applying the highest recent recommendation
$ run 3m
$ kubectl get hpa php-apache --no-headers | sed 's/  *[0-9ms]*$//'
php-apache   Deployment/php-apache   cpu: 37%/50%   1     10    3
$ kubectl get events --field-selector reason=SuccessfulRescale -o custom-columns=MESSAGE:.message
MESSAGE
New size: 6; reason: cpu resource utilization (percentage of request) above target
New size: 5; reason: All metrics below target
New size: 3; reason: All metrics below target
