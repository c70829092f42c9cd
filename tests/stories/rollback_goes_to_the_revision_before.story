# undo makes the old template the newest revision. Fact sheet §7.1.
# preset: three-nodes
$ kubectl create deployment web --image=nginx:1.26
deployment.apps/web created
$ settle
$ kubectl set image deployment/web nginx=nginx:1.27
deployment.apps/web image updated
$ settle
$ kubectl rollout history deployment/web
deployment.apps/web 
REVISION  CHANGE-CAUSE
1         <none>
2         <none>

$ kubectl rollout undo deployment/web
deployment.apps/web rolled back
$ settle
$ kubectl rollout history deployment/web
deployment.apps/web 
REVISION  CHANGE-CAUSE
2         <none>
3         <none>

$ kubectl get deployment web -o jsonpath='{.spec.template.spec.containers[0].image}'
nginx:1.26
