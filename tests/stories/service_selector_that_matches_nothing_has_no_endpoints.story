# A wrong selector is no error, it just finds nobody. Fact sheet §7.7.
# preset: three-nodes
$ kubectl create deployment web --image=nginx
deployment.apps/web created
$ kubectl expose deployment web --port=80
service/web exposed
$ kubectl patch svc web -p '{"spec":{"selector":{"app":"nobody"}}}'
service/web patched
$ settle
$ kubectl describe svc web | grep -E 'Selector|Endpoints'
Selector:                 app=nobody
Endpoints:                
