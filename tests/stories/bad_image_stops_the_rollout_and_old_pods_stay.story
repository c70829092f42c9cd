# The new Pod never gets ready, so the old ones are kept. Fact sheet §12.4.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=3
deployment.apps/web created
$ settle
$ kubectl set image deployment/web nginx=nginx:no-such-tag
deployment.apps/web image updated
$ settle
$ kubectl get deployment web
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    3/3     1            3           10s
$ kubectl rollout undo deployment/web
deployment.apps/web rolled back
$ settle
$ kubectl rollout status deployment/web
deployment "web" successfully rolled out
