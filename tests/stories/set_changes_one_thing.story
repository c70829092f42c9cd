# kubectl set: one thing of an object at a time, and nothing else of it is touched. Fact sheet §13.
# preset: three-nodes
$ kubectl create deployment web --image=nginx
deployment.apps/web created
$ kubectl create configmap conf --from-literal=log.level=debug --from-literal=x=1
configmap/conf created
$ kubectl create serviceaccount bot
serviceaccount/bot created
$ kubectl set env deployment/web --from=configmap/conf --prefix=CONF_ MODE=fast
Warning: key log.level transferred to LOG_LEVEL
Warning: key x transferred to X
deployment.apps/web env updated
$ kubectl set env deployment/web --list
# Deployment web, container nginx
MODE=fast
# CONF_LOG_LEVEL from configmap conf, key log.level
# CONF_X from configmap conf, key x
$ kubectl set env deployment/web MODE- CONF_X=2
deployment.apps/web env updated
$ kubectl set env deployment/web --list
# Deployment web, container nginx
# CONF_LOG_LEVEL from configmap conf, key log.level
CONF_X=2
$ kubectl set env deployment/web MODE=slow -c other
Warning: Deployment/web does not have any containers matching "other"
$ kubectl set resources deployment/web -c nginx --requests=cpu=100m --limits=memory=64Mi
deployment.apps/web resource requirements updated
$ kubectl set serviceaccount deployment/web bot
deployment.apps/web serviceaccount updated
$ kubectl get deployment web -o jsonpath='{.spec.template.spec.serviceAccountName} {.spec.template.spec.containers[0].resources}'
bot {"limits":{"memory":"64Mi"},"requests":{"cpu":"100m"}}
$ kubectl create service clusterip web --tcp=80
service/web created
$ kubectl set selector service web tier=front,app=web
service/web selector updated
$ kubectl get service web -o wide
NAME   TYPE        CLUSTER-IP     EXTERNAL-IP   PORT(S)   AGE   SELECTOR
web    ClusterIP   10.96.14.255   <none>        80/TCP    0s    app=web,tier=front
$ kubectl set selector deployment web app=x
error: setting a selector is only supported for Services
[exit 1]
$ kubectl create rolebinding readers --clusterrole=view --user=ann
rolebinding.rbac.authorization.k8s.io/readers created
$ kubectl set subject rolebinding readers --user=bob --group=staff --serviceaccount=default:bot
rolebinding.rbac.authorization.k8s.io/readers subjects updated
$ kubectl get rolebinding readers -o jsonpath='{range .subjects[*]}{.kind}/{.name} {end}'
User/ann User/bob Group/staff ServiceAccount/bot 
$ kubectl set subject rolebinding readers --serviceaccount=bot
error: serviceaccount must be <namespace>:<name>
[exit 1]
$ kubectl set image deployment/web nginx=nginx:1.27 --dry-run=client
deployment.apps/web image updated (dry run)
$ kubectl set image deployment/web other=nginx:1.27
error: unable to find container named "other"
[exit 1]
