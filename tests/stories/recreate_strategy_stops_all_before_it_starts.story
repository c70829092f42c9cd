# Recreate: first none, then all. Fact sheet §12.5.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=2
deployment.apps/web created
$ kubectl patch deployment web -p '{"spec":{"strategy":{"type":"Recreate","rollingUpdate":null}}}'
deployment.apps/web patched
$ settle
$ kubectl set image deployment/web nginx=nginx:1.27
deployment.apps/web image updated
$ settle
$ kubectl get events --field-selector reason=ScalingReplicaSet -o jsonpath='{range .items[*]}{.message}{"\n"}{end}' | sed 's/web-[a-z0-9]*/web-HASH/'
Scaled up replica set web-HASH from 0 to 2
Scaled down replica set web-HASH from 2 to 0
Scaled up replica set web-HASH from 0 to 2
