# The new Pod never gets ready, so the old ones are kept; after ten minutes the rollout is said to have failed, and can be undone. Fact sheet §12.4.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=3
deployment.apps/web created
$ kubectl expose deployment web --port=80
service/web exposed
$ settle
$ kubectl set image deployment/web nginx=nginx:no-such-tag
deployment.apps/web image updated
$ run 90s
$ kubectl get deployment web
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    3/3     1            3           96s
$ kubectl get pods --no-headers | sed 's/web-[a-z0-9-]*/web-…/;s/  *[0-9]*m*[0-9]*s$//' | sort
web-…    1/1   Running        0
web-…    1/1   Running        0
web-…    1/1   Running        0
web-…   0/1   ErrImagePull   0
$ kubectl get endpointslices -l kubernetes.io/service-name=web -o jsonpath='{range .items[0].endpoints[*]}{.conditions.ready}{"\n"}{end}'
true
true
true
false
$ run 10m
$ kubectl get deployment web -o jsonpath='{range .status.conditions[?(@.type=="Progressing")]}{.status} {.reason} {.message}{"\n"}{end}' | sed 's/web-[a-z0-9]*/web-…/'
False ProgressDeadlineExceeded ReplicaSet "web-…" has timed out progressing.
$ kubectl rollout status deployment/web
error: deployment "web" exceeded its progress deadline
[exit 1]
$ kubectl rollout undo deployment/web
deployment.apps/web rolled back
$ settle
$ kubectl rollout status deployment/web
deployment "web" successfully rolled out
$ kubectl get replicasets -o jsonpath='{range .items[*]}{.metadata.annotations.deployment\.kubernetes\.io/revision} {.spec.replicas}{"\n"}{end}' | sort
2 0
3 3
$ kubectl get events --field-selector involvedObject.name=web,involvedObject.kind=Deployment -o custom-columns=MESSAGE:.message | sed 's/web-[a-z0-9]*/web-…/'
MESSAGE
Scaled up replica set web-… from 0 to 3
Scaled up replica set web-… from 0 to 1
Scaled down replica set web-… from 1 to 0
