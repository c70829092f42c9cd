# kube-proxy's rules as iptables gives them back: addresses first, then the matches; a third is 0.33333333349, as the kernel keeps it. Fact sheet §9.2.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=3
deployment.apps/web created
$ kubectl apply -f - <<'END'
apiVersion: v1
kind: Service
metadata: {name: sticky}
spec: {clusterIP: 10.96.77.1, selector: {app: web}, ports: [{port: 80}], sessionAffinity: ClientIP}
---
apiVersion: v1
kind: Service
metadata: {name: local}
spec: {clusterIP: 10.96.77.2, type: NodePort, externalTrafficPolicy: Local, selector: {app: web}, ports: [{port: 80, nodePort: 30090}]}
---
apiVersion: v1
kind: Service
metadata: {name: nothing}
spec: {clusterIP: 10.96.77.3, selector: {app: nobody}, ports: [{port: 80}]}
END
service/sticky created
service/local created
service/nothing created
$ settle
$ ssh node-1 iptables -t nat -S | grep 'default/local'
-A KUBE-EXT-NEXWZWH5PGMW4KIO -s 10.244.0.0/16 -m comment --comment "pod traffic for default/local external destinations" -j KUBE-SVC-NEXWZWH5PGMW4KIO
-A KUBE-EXT-NEXWZWH5PGMW4KIO -m comment --comment "masquerade LOCAL traffic for default/local external destinations" -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ
-A KUBE-EXT-NEXWZWH5PGMW4KIO -m comment --comment "route LOCAL traffic for default/local external destinations" -m addrtype --src-type LOCAL -j KUBE-SVC-NEXWZWH5PGMW4KIO
-A KUBE-NODEPORTS -p tcp -m comment --comment "default/local" -m tcp --dport 30090 -j KUBE-EXT-NEXWZWH5PGMW4KIO
-A KUBE-SEP-2LWXNHECT7U5O2JV -s 10.244.3.2/32 -m comment --comment "default/local" -j KUBE-MARK-MASQ
-A KUBE-SEP-2LWXNHECT7U5O2JV -p tcp -m comment --comment "default/local" -m tcp -j DNAT --to-destination 10.244.3.2:80
-A KUBE-SEP-FF7ZPDUI3NG3CBKB -s 10.244.1.3/32 -m comment --comment "default/local" -j KUBE-MARK-MASQ
-A KUBE-SEP-FF7ZPDUI3NG3CBKB -p tcp -m comment --comment "default/local" -m tcp -j DNAT --to-destination 10.244.1.3:80
-A KUBE-SEP-NHPV53NAD6B32V3F -s 10.244.2.3/32 -m comment --comment "default/local" -j KUBE-MARK-MASQ
-A KUBE-SEP-NHPV53NAD6B32V3F -p tcp -m comment --comment "default/local" -m tcp -j DNAT --to-destination 10.244.2.3:80
-A KUBE-SERVICES -d 10.96.77.2/32 -p tcp -m comment --comment "default/local cluster IP" -m tcp --dport 80 -j KUBE-SVC-NEXWZWH5PGMW4KIO
-A KUBE-SVC-NEXWZWH5PGMW4KIO ! -s 10.244.0.0/16 -d 10.96.77.2/32 -p tcp -m comment --comment "default/local cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ
-A KUBE-SVC-NEXWZWH5PGMW4KIO -m comment --comment "default/local -> 10.244.1.3:80" -m statistic --mode random --probability 0.33333333349 -j KUBE-SEP-FF7ZPDUI3NG3CBKB
-A KUBE-SVC-NEXWZWH5PGMW4KIO -m comment --comment "default/local -> 10.244.2.3:80" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-NHPV53NAD6B32V3F
-A KUBE-SVC-NEXWZWH5PGMW4KIO -m comment --comment "default/local -> 10.244.3.2:80" -j KUBE-SEP-2LWXNHECT7U5O2JV
-A KUBE-SVL-NEXWZWH5PGMW4KIO -m comment --comment "default/local -> 10.244.1.3:80" -j KUBE-SEP-FF7ZPDUI3NG3CBKB
$ ssh node-1 iptables -t nat -S | grep 'default/sticky' | grep 'SVC\|recent'
-A KUBE-SEP-7N5662MVL6KPMONL -p tcp -m comment --comment "default/sticky" -m recent --set --name KUBE-SEP-7N5662MVL6KPMONL --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.244.3.2:80
-A KUBE-SEP-LHCJJ5TIEPA3KVWI -p tcp -m comment --comment "default/sticky" -m recent --set --name KUBE-SEP-LHCJJ5TIEPA3KVWI --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.244.2.3:80
-A KUBE-SEP-OD656RLT2UOPY4E2 -p tcp -m comment --comment "default/sticky" -m recent --set --name KUBE-SEP-OD656RLT2UOPY4E2 --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.244.1.3:80
-A KUBE-SERVICES -d 10.96.77.1/32 -p tcp -m comment --comment "default/sticky cluster IP" -m tcp --dport 80 -j KUBE-SVC-BJWR5DPVIKTHVKZU
-A KUBE-SVC-BJWR5DPVIKTHVKZU ! -s 10.244.0.0/16 -d 10.96.77.1/32 -p tcp -m comment --comment "default/sticky cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ
-A KUBE-SVC-BJWR5DPVIKTHVKZU -m comment --comment "default/sticky -> 10.244.1.3:80" -m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-OD656RLT2UOPY4E2 --mask 255.255.255.255 --rsource -j KUBE-SEP-OD656RLT2UOPY4E2
-A KUBE-SVC-BJWR5DPVIKTHVKZU -m comment --comment "default/sticky -> 10.244.2.3:80" -m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-LHCJJ5TIEPA3KVWI --mask 255.255.255.255 --rsource -j KUBE-SEP-LHCJJ5TIEPA3KVWI
-A KUBE-SVC-BJWR5DPVIKTHVKZU -m comment --comment "default/sticky -> 10.244.3.2:80" -m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-7N5662MVL6KPMONL --mask 255.255.255.255 --rsource -j KUBE-SEP-7N5662MVL6KPMONL
-A KUBE-SVC-BJWR5DPVIKTHVKZU -m comment --comment "default/sticky -> 10.244.1.3:80" -m statistic --mode random --probability 0.33333333349 -j KUBE-SEP-OD656RLT2UOPY4E2
-A KUBE-SVC-BJWR5DPVIKTHVKZU -m comment --comment "default/sticky -> 10.244.2.3:80" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-LHCJJ5TIEPA3KVWI
-A KUBE-SVC-BJWR5DPVIKTHVKZU -m comment --comment "default/sticky -> 10.244.3.2:80" -j KUBE-SEP-7N5662MVL6KPMONL
$ ssh node-1 iptables -t nat -S KUBE-MARK-MASQ
-N KUBE-MARK-MASQ
-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
$ ssh node-1 iptables -t nat -S KUBE-POSTROUTING -v
-N KUBE-POSTROUTING
-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -c 0 0 -j RETURN
-A KUBE-POSTROUTING -c 0 0 -j MARK --set-xmark 0x4000/0x0
-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -c 0 0 -j MASQUERADE --random-fully
$ ssh node-1 iptables -S KUBE-SERVICES
-N KUBE-SERVICES
-A KUBE-SERVICES -d 10.96.77.3/32 -p tcp -m comment --comment "default/nothing has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable
$ ssh node-1 iptables -S KUBE-FORWARD
-N KUBE-FORWARD
-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
$ ssh control-plane iptables -S KUBE-EXTERNAL-SERVICES
-N KUBE-EXTERNAL-SERVICES
-A KUBE-EXTERNAL-SERVICES -p tcp -m comment --comment "default/local has no local endpoints" -m addrtype --dst-type LOCAL -m tcp --dport 30090 -j DROP
$ ssh node-1 iptables-save -t nat | grep 'default/local cluster IP'
-A KUBE-SERVICES -d 10.96.77.2/32 -p tcp -m comment --comment "default/local cluster IP" -m tcp --dport 80 -j KUBE-SVC-NEXWZWH5PGMW4KIO
-A KUBE-SVC-NEXWZWH5PGMW4KIO ! -s 10.244.0.0/16 -d 10.96.77.2/32 -p tcp -m comment --comment "default/local cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ
$ ssh node-1 iptables -t nat -L KUBE-SERVICES
Chain KUBE-SERVICES (2 references)
target     prot opt source               destination         
KUBE-SVC-NPX46M4PTMTKRN6Y  tcp  --  anywhere             10.96.0.1            /* default/kubernetes:https cluster IP */ tcp dpt:https
KUBE-SVC-NEXWZWH5PGMW4KIO  tcp  --  anywhere             10.96.77.2           /* default/local cluster IP */ tcp dpt:http
KUBE-SVC-BJWR5DPVIKTHVKZU  tcp  --  anywhere             10.96.77.1           /* default/sticky cluster IP */ tcp dpt:http
KUBE-SVC-TCOU7JCQXEZGVUNU  udp  --  anywhere             10.96.0.10           /* kube-system/kube-dns:dns cluster IP */ udp dpt:domain
KUBE-SVC-ERIFXISQEP7F7OF4  tcp  --  anywhere             10.96.0.10           /* kube-system/kube-dns:dns-tcp cluster IP */ tcp dpt:domain
KUBE-SVC-JD5MR3NA4I4DYORP  tcp  --  anywhere             10.96.0.10           /* kube-system/kube-dns:metrics cluster IP */ tcp dpt:9153
KUBE-NODEPORTS  all  --  anywhere             anywhere             /* kubernetes service nodeports; NOTE: this must be the last rule in this chain */ ADDRTYPE match dst-type LOCAL
$ ssh node-1 iptables -t nat -nL KUBE-POSTROUTING --line-numbers
Chain KUBE-POSTROUTING (1 references)
num  target     prot opt source               destination         
1    RETURN     0    --  0.0.0.0/0            0.0.0.0/0            mark match ! 0x4000/0x4000
2    MARK       0    --  0.0.0.0/0            0.0.0.0/0            MARK xor 0x4000
3    MASQUERADE  0    --  0.0.0.0/0            0.0.0.0/0            /* kubernetes service traffic requiring SNAT */ random-fully
$ ssh node-1 iptables -t nat -nvL KUBE-NODEPORTS
Chain KUBE-NODEPORTS (1 references)
 pkts bytes target     prot opt in     out     source               destination         
    0     0 KUBE-EXT-NEXWZWH5PGMW4KIO  6    --  *      *      0.0.0.0/0            0.0.0.0/0            /* default/local */ tcp dpt:30090
$ ssh node-1 iptables -t nat -L | grep sticky | grep recent
DNAT       tcp  --  anywhere             anywhere             /* default/sticky */ recent: SET name: KUBE-SEP-7N5662MVL6KPMONL side: source mask: 255.255.255.255 tcp to:10.244.3.2:80
DNAT       tcp  --  anywhere             anywhere             /* default/sticky */ recent: SET name: KUBE-SEP-LHCJJ5TIEPA3KVWI side: source mask: 255.255.255.255 tcp to:10.244.2.3:80
DNAT       tcp  --  anywhere             anywhere             /* default/sticky */ recent: SET name: KUBE-SEP-OD656RLT2UOPY4E2 side: source mask: 255.255.255.255 tcp to:10.244.1.3:80
KUBE-SEP-OD656RLT2UOPY4E2  all  --  anywhere             anywhere             /* default/sticky -> 10.244.1.3:80 */ recent: CHECK seconds: 10800 reap name: KUBE-SEP-OD656RLT2UOPY4E2 side: source mask: 255.255.255.255
KUBE-SEP-LHCJJ5TIEPA3KVWI  all  --  anywhere             anywhere             /* default/sticky -> 10.244.2.3:80 */ recent: CHECK seconds: 10800 reap name: KUBE-SEP-LHCJJ5TIEPA3KVWI side: source mask: 255.255.255.255
KUBE-SEP-7N5662MVL6KPMONL  all  --  anywhere             anywhere             /* default/sticky -> 10.244.3.2:80 */ recent: CHECK seconds: 10800 reap name: KUBE-SEP-7N5662MVL6KPMONL side: source mask: 255.255.255.255
$ ssh node-1 iptables -nL KUBE-FORWARD
Chain KUBE-FORWARD (1 references)
target     prot opt source               destination         
DROP       0    --  0.0.0.0/0            0.0.0.0/0            ctstate INVALID
ACCEPT     0    --  0.0.0.0/0            0.0.0.0/0            /* kubernetes forwarding rules */ mark match 0x4000/0x4000
ACCEPT     0    --  0.0.0.0/0            0.0.0.0/0            /* kubernetes forwarding conntrack rule */ ctstate RELATED,ESTABLISHED
$ ssh node-1 iptables -t mangle -S
-P PREROUTING ACCEPT
-P INPUT ACCEPT
-P FORWARD ACCEPT
-P OUTPUT ACCEPT
-P POSTROUTING ACCEPT
-N KUBE-IPTABLES-HINT
-N KUBE-KUBELET-CANARY
-N KUBE-PROXY-CANARY
$ ssh node-1 iptables -t nat -L NOBODY
iptables: No chain/target/match by that name.
[exit 1]
$ ssh node-1 iptables --list-everything
iptables v1.8.9 (nf_tables): unknown option "--list-everything"
Try `iptables -h' or 'iptables --help' for more information.
[exit 2]
$ ssh node-1 iptables list
iptables v1.8.9 (nf_tables): Bad argument `list'
Try `iptables -h' or 'iptables --help' for more information.
[exit 2]
$ ssh node-1 iptables
iptables v1.8.9 (nf_tables): no command specified
Try `iptables -h' or 'iptables --help' for more information.
[exit 2]
$ ssh node-1 iptables -I INPUT -j DROP
iptables: rules are not added or taken out one by one here: kube-proxy writes them, from Services
[exit 4]
