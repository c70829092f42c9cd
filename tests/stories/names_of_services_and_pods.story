# What the name server says (asked with bind's nslookup): cluster IPs, the Pods of a headless Service by name, another name, or nothing. Fact sheet §9.7.
# preset: three-nodes
$ kubectl apply -f - <<'END'
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {clusterIP: None, selector: {app: db}, ports: [{name: web, port: 80}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 2
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: main, image: traefik/whoami}]}
END
service/db created
statefulset.apps/db created
$ kubectl create service externalname world --external-name=www.example.com
service/world created
$ kubectl run client --image=nicolaka/netshoot --restart=Never -- sleep 3600
pod/client created
$ settle
$ kubectl exec client -- cat /etc/resolv.conf
search default.svc.cluster.local svc.cluster.local cluster.local
nameserver 10.96.0.10
options ndots:5
$ kubectl exec client -- nslookup db-0.db
Server:		10.96.0.10
Address:	10.96.0.10#53

Name:	db-0.db.default.svc.cluster.local
Address: 10.244.3.2

$ kubectl exec client -- nslookup world
Server:		10.96.0.10
Address:	10.96.0.10#53

world.default.svc.cluster.local	canonical name = www.example.com.
Name:	www.example.com
Address: 203.0.113.10

$ kubectl exec client -- nslookup -type=srv _web._tcp.db.default.svc.cluster.local
Server:		10.96.0.10
Address:	10.96.0.10#53

_web._tcp.db.default.svc.cluster.local	service = 0 100 80 db-0.db.default.svc.cluster.local.
_web._tcp.db.default.svc.cluster.local	service = 0 100 80 db-1.db.default.svc.cluster.local.

$ kubectl exec client -- nslookup nobody
Server:		10.96.0.10
Address:	10.96.0.10#53

** server can't find nobody: NXDOMAIN

command terminated with exit code 1
[exit 1]
$ kubectl exec client -- wget -qO- http://db-1.db | grep Hostname
Hostname: db-1
$ kubectl exec client -- wget -qO- http://world | grep -o '<title>.*</title>'
<title>Example Domain</title>
$ nslookup www.example.com
Server:		172.18.0.1
Address:	172.18.0.1#53

Non-authoritative answer:
Name:	www.example.com
Address: 203.0.113.10

$ nslookup db
Server:		172.18.0.1
Address:	172.18.0.1#53

** server can't find db: NXDOMAIN

[exit 1]
$ curl http://db/
curl: (6) Could not resolve host: db
[exit 6]
