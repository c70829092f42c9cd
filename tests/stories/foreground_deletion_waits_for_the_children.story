# Foreground: the owner stays until everything that it owns is gone. Fact sheet §12.17.
# preset: three-nodes
$ kubectl create deployment web --image=busybox --replicas=2 -- sleep 3600
deployment.apps/web created
$ settle
$ kubectl delete deployment web --cascade=foreground --wait=false
deployment.apps "web" deleted
$ run 500ms
$ kubectl get deployment web -o jsonpath='{.metadata.finalizers} {.metadata.deletionTimestamp}{"\n"}' | sed 's/ 20.*/ since …/'
["foregroundDeletion"] since …
$ kubectl get replicasets -o jsonpath='{.items[0].metadata.finalizers}{"\n"}'
["foregroundDeletion"]
$ kubectl get pods --no-headers | sed 's/web-[a-z0-9-]*/web-…/;s/  *[0-9]*s$//'
web-…   1/1   Terminating   0
web-…   1/1   Terminating   0
$ settle
$ kubectl get deployments,replicasets,pods
No resources found in default namespace.
