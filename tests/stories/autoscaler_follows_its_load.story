# Kubernetes' own walk-through of the autoscaler: load comes, Pods come; load goes, and five minutes later the Pods go. Fact sheet §7.12.
# preset: with-metrics
$ cat > php-apache.yaml <<'END'
apiVersion: apps/v1
kind: Deployment
metadata: {name: php-apache}
spec:
  selector: {matchLabels: {run: php-apache}}
  template:
    metadata: {labels: {run: php-apache}}
    spec:
      containers:
      - name: php-apache
        image: registry.k8s.io/hpa-example
        ports: [{containerPort: 80}]
        resources: {limits: {cpu: 500m}, requests: {cpu: 200m}}
---
apiVersion: v1
kind: Service
metadata: {name: php-apache}
spec: {ports: [{port: 80}], selector: {run: php-apache}}
END
$ kubectl apply -f php-apache.yaml
deployment.apps/php-apache created
service/php-apache created
$ kubectl autoscale deployment php-apache --cpu-percent=50 --min=1 --max=10
horizontalpodautoscaler.autoscaling/php-apache autoscaled
$ run 60s
$ kubectl get hpa
NAME         REFERENCE               TARGETS       MINPODS   MAXPODS   REPLICAS   AGE
php-apache   Deployment/php-apache   cpu: 0%/50%   1         10        1          60s
$ kubectl create deployment load-generator --image=busybox -- sh -c 'while sleep 0.01; do wget -q -O- http://php-apache; done'
deployment.apps/load-generator created
$ run 2m
$ kubectl get hpa | sed 's/cpu: [0-9]*%/cpu: N%/'
NAME         REFERENCE               TARGETS        MINPODS   MAXPODS   REPLICAS   AGE
php-apache   Deployment/php-apache   cpu: N%/50%   1         10        4          3m
$ kubectl get deployment php-apache
NAME         READY   UP-TO-DATE   AVAILABLE   AGE
php-apache   4/4     4            4           3m1s
$ kubectl get events --field-selector reason=SuccessfulRescale -o custom-columns=MESSAGE:.message
MESSAGE
New size: 4; reason: cpu resource utilization (percentage of request) above target
$ kubectl delete deployment load-generator
deployment.apps "load-generator" deleted
$ run 4m
$ kubectl get hpa | sed 's/cpu: [0-9]*%/cpu: N%/'
NAME         REFERENCE               TARGETS       MINPODS   MAXPODS   REPLICAS   AGE
php-apache   Deployment/php-apache   cpu: N%/50%   1         10        4          7m1s
$ kubectl get hpa php-apache -o jsonpath='{.status.conditions[?(@.type=="AbleToScale")].message}{"\n"}'
recent recommendations were higher than current one, applying the highest recent recommendation
$ run 3m
$ kubectl get hpa | sed 's/cpu: [0-9]*%/cpu: N%/'
NAME         REFERENCE               TARGETS       MINPODS   MAXPODS   REPLICAS   AGE
php-apache   Deployment/php-apache   cpu: N%/50%   1         10        1          10m
$ kubectl get events --field-selector reason=SuccessfulRescale -o custom-columns=MESSAGE:.message | tail -1
New size: 1; reason: All metrics below target
