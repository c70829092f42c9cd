# dnsPolicy and dnsConfig decide what stands in a Pod's resolv.conf, and so which names it finds. Fact sheet §8.12, §9.7.
# preset: three-nodes
$ kubectl create deployment web --image=nginx
deployment.apps/web created
$ kubectl expose deployment web --port=80
service/web exposed
$ kubectl apply -f - <<'END'
apiVersion: v1
kind: Pod
metadata: {name: as-the-node}
spec: {dnsPolicy: Default, containers: [{name: main, image: nicolaka/netshoot, command: [sleep, "9999"]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: own}
spec:
  dnsPolicy: None
  dnsConfig: {nameservers: [10.96.0.10], searches: [svc.cluster.local], options: [{name: ndots, value: "2"}]}
  containers: [{name: main, image: nicolaka/netshoot, command: [sleep, "9999"]}]
---
apiVersion: v1
kind: Pod
metadata: {name: more}
spec:
  dnsConfig: {searches: [kube-system.svc.cluster.local]}
  containers: [{name: main, image: nicolaka/netshoot, command: [sleep, "9999"]}]
END
pod/as-the-node created
pod/own created
pod/more created
$ settle
$ kubectl exec as-the-node -- cat /etc/resolv.conf
nameserver 172.18.0.1
$ kubectl exec as-the-node -- nslookup web
Server:		172.18.0.1
Address:	172.18.0.1#53

** server can't find web: NXDOMAIN

command terminated with exit code 1
[exit 1]
$ kubectl exec as-the-node -- nslookup example.com
Server:		172.18.0.1
Address:	172.18.0.1#53

Non-authoritative answer:
Name:	example.com
Address: 203.0.113.10

$ kubectl exec own -- cat /etc/resolv.conf
search svc.cluster.local
nameserver 10.96.0.10
options ndots:2
$ kubectl exec own -- nslookup web
Server:		10.96.0.10
Address:	10.96.0.10#53

** server can't find web: NXDOMAIN

command terminated with exit code 1
[exit 1]
$ kubectl exec own -- nslookup web.default
Server:		10.96.0.10
Address:	10.96.0.10#53

Name:	web.default.svc.cluster.local
Address: 10.96.154.160

$ kubectl exec more -- cat /etc/resolv.conf
search default.svc.cluster.local svc.cluster.local cluster.local kube-system.svc.cluster.local
nameserver 10.96.0.10
options ndots:5
$ kubectl exec more -- nslookup kube-dns
Server:		10.96.0.10
Address:	10.96.0.10#53

Name:	kube-dns.kube-system.svc.cluster.local
Address: 10.96.0.10

