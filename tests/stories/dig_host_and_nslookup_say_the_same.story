# dig, host and nslookup ask the same name server, and say the same of it, in the words of bind 9.18. Fact sheet §9.7.
# preset: three-nodes
$ kubectl run c --image=nicolaka/netshoot -- sleep 100000
pod/c created
$ settle
$ kubectl exec c -- dig kubernetes.default.svc.cluster.local

; <<>> DiG 9.18.33 <<>> kubernetes.default.svc.cluster.local
;; global options: +cmd
;; Got answer:
;; WARNING: .local is reserved for Multicast DNS
;; You are currently testing what happens when an mDNS query is leaked to DNS
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 48739
;; flags: qr aa rd; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1
;; WARNING: recursion requested but not available

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 1232
; COOKIE: 7021166bdbced5f0 (echoed)
;; QUESTION SECTION:
;kubernetes.default.svc.cluster.local. IN A

;; ANSWER SECTION:
kubernetes.default.svc.cluster.local. 30 IN A	10.96.0.1

;; Query time: 6 msec
;; SERVER: 10.96.0.10#53(10.96.0.10) (UDP)
;; WHEN: Thu Jan 01 00:00:20 UTC 2026
;; MSG SIZE  rcvd: 129

$ kubectl exec c -- dig @10.96.0.10 nobody.default.svc.cluster.local

; <<>> DiG 9.18.33 <<>> @10.96.0.10 nobody.default.svc.cluster.local
; (1 server found)
;; global options: +cmd
;; Got answer:
;; WARNING: .local is reserved for Multicast DNS
;; You are currently testing what happens when an mDNS query is leaked to DNS
;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 26324
;; flags: qr aa rd; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 1
;; WARNING: recursion requested but not available

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 1232
; COOKIE: cb2286c121778f6a (echoed)
;; QUESTION SECTION:
;nobody.default.svc.cluster.local. IN	A

;; AUTHORITY SECTION:
cluster.local.		30	IN	SOA	ns.dns.cluster.local. hostmaster.cluster.local. 1767225620 7200 1800 86400 30

;; Query time: 7 msec
;; SERVER: 10.96.0.10#53(10.96.0.10) (UDP)
;; WHEN: Thu Jan 01 00:00:20 UTC 2026
;; MSG SIZE  rcvd: 166

$ kubectl exec c -- dig -x 10.96.0.1 +nostats

; <<>> DiG 9.18.33 <<>> -x 10.96.0.1 +nostats
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 62505
;; flags: qr aa rd; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1
;; WARNING: recursion requested but not available

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 1232
; COOKIE: 2ab90e59d53d59b6 (echoed)
;; QUESTION SECTION:
;1.0.96.10.in-addr.arpa.		IN	PTR

;; ANSWER SECTION:
1.0.96.10.in-addr.arpa.	30	IN	PTR	kubernetes.default.svc.cluster.local.

$ kubectl exec c -- dig example.com +noall +question +answer
;example.com.			IN	A
example.com.		30	IN	A	203.0.113.10
$ kubectl exec c -- host kubernetes
kubernetes.default.svc.cluster.local has address 10.96.0.1
$ kubectl exec c -- host nobody
Host nobody not found: 3(NXDOMAIN)
command terminated with exit code 1
[exit 1]
$ kubectl exec c -- host 10.96.0.1
1.0.96.10.in-addr.arpa domain name pointer kubernetes.default.svc.cluster.local.
$ kubectl exec c -- host 10.244.9.9
Host 9.9.244.10.in-addr.arpa. not found: 3(NXDOMAIN)
command terminated with exit code 1
[exit 1]
$ kubectl exec c -- host -t SRV _https._tcp.kubernetes.default.svc.cluster.local 10.96.0.10
Using domain server:
Name: 10.96.0.10
Address: 10.96.0.10#53
Aliases: 

_https._tcp.kubernetes.default.svc.cluster.local has SRV record 0 100 443 kubernetes.default.svc.cluster.local.
$ kubectl exec c -- host -t TXT kubernetes.default
kubernetes.default.svc.cluster.local has no TXT record
$ fault stop coredns
$ run 10s
$ kubectl exec c -- nslookup kubernetes.default
;; communications error to 10.96.0.10#53: connection refused
;; communications error to 10.96.0.10#53: connection refused
;; communications error to 10.96.0.10#53: connection refused
;; no servers could be reached

command terminated with exit code 1
[exit 1]
$ kubectl exec c -- dig kubernetes.default.svc.cluster.local
;; communications error to 10.96.0.10#53: connection refused
;; communications error to 10.96.0.10#53: connection refused
;; communications error to 10.96.0.10#53: connection refused

; <<>> DiG 9.18.33 <<>> kubernetes.default.svc.cluster.local
;; global options: +cmd
;; no servers could be reached

command terminated with exit code 9
[exit 9]
$ kubectl exec c -- dig +short kubernetes.default.svc.cluster.local
;; communications error to 10.96.0.10#53: connection refused
;; communications error to 10.96.0.10#53: connection refused
;; communications error to 10.96.0.10#53: connection refused
;; no servers could be reached

command terminated with exit code 9
[exit 9]
$ kubectl exec c -- host kubernetes
;; communications error to 10.96.0.10#53: connection refused
;; communications error to 10.96.0.10#53: connection refused
;; no servers could be reached

command terminated with exit code 1
[exit 1]
$ ssh node-1 dig @10.96.0.10 kubernetes.default.svc.cluster.local
;; communications error to 10.96.0.10#53: connection refused
;; communications error to 10.96.0.10#53: connection refused
;; communications error to 10.96.0.10#53: connection refused

; <<>> DiG 9.18.33 <<>> @10.96.0.10 kubernetes.default.svc.cluster.local
; (1 server found)
;; global options: +cmd
;; no servers could be reached

[exit 9]
