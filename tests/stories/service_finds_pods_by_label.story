# An EndpointSlice lists what the selector matches and is ready. Fact sheet §7.7.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=2
deployment.apps/web created
$ kubectl expose deployment web --port=80
service/web exposed
$ settle
$ kubectl get endpointslices -l kubernetes.io/service-name=web -o jsonpath='{.items[0].endpoints[*].conditions.ready}'
true true
$ kubectl scale deployment web --replicas=0
deployment.apps/web scaled
$ settle
$ kubectl describe svc web | grep Endpoints
Endpoints:                
