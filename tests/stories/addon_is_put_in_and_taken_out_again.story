# What an addon's manifest makes, `addon disable` deletes: nothing is left, and what it did is no longer done. Fact sheet §7.11, §9.2.
# preset: three-nodes
$ addon
  ingress-nginx   an ingress controller: HTTP by host and path (class nginx)
  metrics-server  what Pods and nodes use: for kubectl top and autoscalers
  metallb         addresses for Services of the type LoadBalancer
$ addon enable metallb
namespace/metallb-system created
serviceaccount/controller created
clusterrole.rbac.authorization.k8s.io/metallb-system created
clusterrolebinding.rbac.authorization.k8s.io/metallb-system created
deployment.apps/controller created
$ settle
$ kubectl create deployment web --image=nginx
deployment.apps/web created
$ kubectl expose deployment web --port=80 --type=LoadBalancer
service/web exposed
$ run 15s
$ kubectl get service web
NAME   TYPE           CLUSTER-IP      EXTERNAL-IP      PORT(S)        AGE
web    LoadBalancer   10.96.218.107   172.18.255.200   80:30651/TCP   15s
$ addon disable metallb
deployment.apps/controller deleted
clusterrolebinding.rbac.authorization.k8s.io/metallb-system deleted
clusterrole.rbac.authorization.k8s.io/metallb-system deleted
serviceaccount/controller deleted
namespace/metallb-system deleted
$ run 20s
$ kubectl get namespace metallb-system
Error from server (NotFound): namespaces "metallb-system" not found
[exit 1]
$ kubectl get clusterrole,clusterrolebinding -o name | grep metallb
[exit 1]
$ kubectl expose deployment web --port=80 --type=LoadBalancer --name=late
service/late exposed
$ run 15s
$ kubectl get service web late
NAME   TYPE           CLUSTER-IP      EXTERNAL-IP      PORT(S)        AGE
web    LoadBalancer   10.96.218.107   172.18.255.200   80:30651/TCP   51s
late   LoadBalancer   10.96.72.133    <pending>        80:31349/TCP   15s
$ addon enable metallb
namespace/metallb-system created
serviceaccount/controller created
clusterrole.rbac.authorization.k8s.io/metallb-system created
clusterrolebinding.rbac.authorization.k8s.io/metallb-system created
deployment.apps/controller created
$ run 20s
$ kubectl get service late
NAME   TYPE           CLUSTER-IP     EXTERNAL-IP      PORT(S)        AGE
late   LoadBalancer   10.96.72.133   172.18.255.201   80:31349/TCP   35s
