# A name server is asked from a Pod, from a machine and from outside: the cluster's own answers whoever has a way to it. Fact sheet §9.7.
# preset: three-nodes
$ kubectl create deployment web --image=nginx
deployment.apps/web created
$ kubectl create service clusterip web --tcp=80:80 --clusterip=10.96.77.1
service/web created
$ kubectl run client --image=nicolaka/netshoot --restart=Never -- sleep 36000
pod/client created
$ kubectl run small --image=busybox --restart=Never -- sleep 36000
pod/small created
$ settle
$ ssh node-1 nslookup web
Server:		172.18.0.1
Address:	172.18.0.1#53

** server can't find web: NXDOMAIN

[exit 1]
$ ssh node-1 nslookup web.default.svc.cluster.local 10.96.0.10
Server:		10.96.0.10
Address:	10.96.0.10#53

Name:	web.default.svc.cluster.local
Address: 10.96.77.1

$ ssh node-1 nslookup 10.96.77.1 10.96.0.10
1.77.96.10.in-addr.arpa	name = web.default.svc.cluster.local.

$ ssh node-1 nslookup nobody.default.svc.cluster.local 10.96.0.10
Server:		10.96.0.10
Address:	10.96.0.10#53

** server can't find nobody.default.svc.cluster.local: NXDOMAIN

[exit 1]
$ ssh node-1 dig @10.96.0.10 web.default.svc.cluster.local +short
10.96.77.1
$ ssh node-1 dig @10.96.0.10 -x 10.96.77.1 +noall +answer
1.77.96.10.in-addr.arpa. 30	IN	PTR	web.default.svc.cluster.local.
$ ssh node-1 nslookup web 172.18.0.4
;; communications error to 172.18.0.4#53: connection refused
;; communications error to 172.18.0.4#53: connection refused
;; communications error to 172.18.0.4#53: connection refused
;; no servers could be reached

[exit 1]
$ ssh node-1 nslookup web kube-dns
nslookup: couldn't get address for 'kube-dns': not found
[exit 1]
$ nslookup web.default.svc.cluster.local 10.96.0.10
;; communications error to 10.96.0.10#53: timed out
;; communications error to 10.96.0.10#53: timed out
;; communications error to 10.96.0.10#53: timed out
;; no servers could be reached

[exit 1]
$ nslookup web 172.18.0.3
;; communications error to 172.18.0.3#53: connection refused
;; communications error to 172.18.0.3#53: connection refused
;; communications error to 172.18.0.3#53: connection refused
;; no servers could be reached

[exit 1]
$ nslookup -type=frob example.com
unknown query type: frob
Server:		172.18.0.1
Address:	172.18.0.1#53

Non-authoritative answer:
Name:	example.com
Address: 203.0.113.10

$ dig example.com +noall +answer
example.com.		30	IN	A	203.0.113.10
$ dig +frob example.com
Invalid option: +frob
Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
            [ host [@local-server] {local-d-opt} [...]]

Use "dig -h" (or "dig -h | more") for complete list of options
[exit 1]
$ kubectl exec client -- nslookup -type=frob web
unknown query type: frob
Server:		10.96.0.10
Address:	10.96.0.10#53

Name:	web.default.svc.cluster.local
Address: 10.96.77.1

$ kubectl exec client -- dig +noall +answer web.default.svc.cluster.local
web.default.svc.cluster.local. 30 IN	A	10.96.77.1
$ kubectl exec client -- dig +frob web
Invalid option: +frob
Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
            [ host [@local-server] {local-d-opt} [...]]

Use "dig -h" (or "dig -h | more") for complete list of options
command terminated with exit code 1
[exit 1]
$ kubectl exec small -- nslookup -type=frob web
nslookup: invalid query type "frob"
command terminated with exit code 1
[exit 1]
$ fault stop coredns
$ run 10s
$ ssh node-1 nslookup web.default.svc.cluster.local 10.96.0.10
;; communications error to 10.96.0.10#53: connection refused
;; communications error to 10.96.0.10#53: connection refused
;; communications error to 10.96.0.10#53: connection refused
;; no servers could be reached

[exit 1]
