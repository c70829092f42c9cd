# Without a cloud nobody gives a LoadBalancer Service its address: it stays pending. An addon does. Fact sheet §9.2, §11.7.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=2
deployment.apps/web created
$ kubectl expose deployment web --port=80 --type=LoadBalancer
service/web exposed
$ settle
$ kubectl get svc web -o jsonpath='{.spec.type} {.status.loadBalancer.ingress}{"\n"}'
LoadBalancer 
$ kubectl get svc web -o jsonpath='{.status.loadBalancer}{"\n"}'
{}
$ addon enable metallb
namespace/metallb-system created
serviceaccount/controller created
clusterrole.rbac.authorization.k8s.io/metallb-system created
clusterrolebinding.rbac.authorization.k8s.io/metallb-system created
deployment.apps/controller created
$ settle
$ kubectl get svc web -o jsonpath='{.spec.type} {.status.loadBalancer.ingress}{"\n"}'
LoadBalancer [{"ip":"172.18.255.200","ipMode":"VIP"}]
$ kubectl get events --field-selector involvedObject.name=web,involvedObject.kind=Service -o custom-columns=REASON:.reason,MESSAGE:.message
REASON         MESSAGE
nodeAssigned   announcing from node "node-3" with protocol "layer2"
IPAllocated    Assigned IP ["172.18.255.200"]
$ curl -s http://172.18.255.200/ | grep title
<title>Welcome to nginx!</title>
$ curl -m 2 http://172.18.255.201/
curl: (28) Connection timed out after 2000 milliseconds
[exit 28]
$ kubectl delete svc web
service "web" deleted
$ run 2s
$ curl -m 2 http://172.18.255.200/
curl: (28) Connection timed out after 2000 milliseconds
[exit 28]
