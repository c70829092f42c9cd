# Which tools an image has to look into the network with: busybox's own, bind's and a Linux server's in an image for debugging, or
# none. busybox's nslookup completes no name with a dot, asks for both kinds of addresses, and tells of each question. Fact sheet §9.2, §9.6, §9.7.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=2
deployment.apps/web created
$ kubectl expose deployment web --port=80
service/web exposed
$ kubectl apply -f - <<'END'
apiVersion: v1
kind: Pod
metadata: {name: small}
spec: {nodeName: node-1, containers: [{name: main, image: busybox, command: [sleep, "9999"]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: large}
spec: {nodeName: node-1, containers: [{name: main, image: nicolaka/netshoot, command: [sleep, "9999"]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: pair}
spec: {nodeName: node-2, containers: [{name: web, image: nginx}, {name: tools, image: busybox, command: [sleep, "9999"]}]}
END
pod/small created
pod/large created
pod/pair created
$ settle
$ kubectl exec small -- nslookup web
Server:		10.96.0.10
Address:	10.96.0.10:53

Name:	web.default.svc.cluster.local
Address: 10.96.200.202

** server can't find web.svc.cluster.local: NXDOMAIN

** server can't find web.cluster.local: NXDOMAIN


** server can't find web.svc.cluster.local: NXDOMAIN

** server can't find web.cluster.local: NXDOMAIN

command terminated with exit code 1
[exit 1]
$ kubectl exec small -- nslookup web.default
Server:		10.96.0.10
Address:	10.96.0.10:53

** server can't find web.default: NXDOMAIN

** server can't find web.default: NXDOMAIN

command terminated with exit code 1
[exit 1]
$ kubectl exec small -- nslookup web.default.svc.cluster.local
Server:		10.96.0.10
Address:	10.96.0.10:53

Name:	web.default.svc.cluster.local
Address: 10.96.200.202


$ kubectl exec small -- nslookup -type=a example.com
Server:		10.96.0.10
Address:	10.96.0.10:53

Non-authoritative answer:
Name:	example.com
Address: 203.0.113.10

$ kubectl exec small -- nslookup 10.96.0.10
Server:		10.96.0.10
Address:	10.96.0.10:53

10.0.96.10.in-addr.arpa	name = kube-dns.kube-system.svc.cluster.local

$ kubectl exec large -- nslookup web
Server:		10.96.0.10
Address:	10.96.0.10#53

Name:	web.default.svc.cluster.local
Address: 10.96.200.202

$ kubectl exec large -- nslookup web.default
Server:		10.96.0.10
Address:	10.96.0.10#53

Name:	web.default.svc.cluster.local
Address: 10.96.200.202

$ kubectl exec large -- nslookup example.com
Server:		10.96.0.10
Address:	10.96.0.10#53

Non-authoritative answer:
Name:	example.com
Address: 203.0.113.10

$ kubectl exec large -- nslookup 10.96.0.10
10.0.96.10.in-addr.arpa	name = kube-dns.kube-system.svc.cluster.local.

$ kubectl exec large -- nslookup nobody
Server:		10.96.0.10
Address:	10.96.0.10#53

** server can't find nobody: NXDOMAIN

command terminated with exit code 1
[exit 1]
$ kubectl exec large -- nslookup web.default.svc.cluster.local 172.18.0.1
Server:		172.18.0.1
Address:	172.18.0.1#53

** server can't find web.default.svc.cluster.local: NXDOMAIN

command terminated with exit code 1
[exit 1]
$ kubectl exec large -- dig +short -x 10.96.0.10
kube-dns.kube-system.svc.cluster.local.
$ kubectl get pods -o wide
NAME                  READY   STATUS    RESTARTS   AGE   IP           NODE     NOMINATED NODE   READINESS GATES
large                 1/1     Running   0          15s   10.244.1.5   node-1   <none>           <none>
pair                  2/2     Running   0          15s   10.244.2.3   node-2   <none>           <none>
small                 1/1     Running   0          15s   10.244.1.4   node-1   <none>           <none>
web-7b659cbff-6fs7f   1/1     Running   0          15s   10.244.3.2   node-3   <none>           <none>
web-7b659cbff-8vpsv   1/1     Running   0          15s   10.244.1.3   node-1   <none>           <none>
$ kubectl exec small -- ip addr
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
2: eth0@if6: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue 
    link/ether 9a:5e:0a:f4:01:04 brd ff:ff:ff:ff:ff:ff
    inet 10.244.1.4/24 brd 10.244.1.255 scope global eth0
       valid_lft forever preferred_lft forever
$ kubectl exec small -- ip route
default via 10.244.1.1 dev eth0 
10.244.1.0/24 dev eth0 scope link  src 10.244.1.4 
$ kubectl exec large -- ip -br addr
lo               UNKNOWN        127.0.0.1/8 
eth0@if7         UP             10.244.1.5/24 
$ kubectl exec large -- ip link show eth0
2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default 
    link/ether 9a:5e:0a:f4:01:05 brd ff:ff:ff:ff:ff:ff link-netnsid 0
$ ssh node-1 ip -br addr
lo               UNKNOWN        127.0.0.1/8 
eth0             UP             172.18.0.3/16 
cni0             UP             10.244.1.1/24 
vetha7f0c6aa@if2 UP              
veth641c2e92@if2 UP              
veth7b50463e@if2 UP              
vetha638d44a@if2 UP              
$ kubectl exec pair -c tools -- netstat -tlnp
Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name    
tcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN      -                   
$ kubectl exec deploy/web -- ip addr
error: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "5d540999929213156c0a8ce7dd44e805709e9189384f2d896053716177a765d6": OCI runtime exec failed: exec failed: unable to start container process: exec: "ip": executable file not found in $PATH
[exit 1]
$ kubectl exec small -- ping -c 2 10.244.1.3
PING 10.244.1.3 (10.244.1.3): 56 data bytes
64 bytes from 10.244.1.3: seq=0 ttl=64 time=3.000 ms
64 bytes from 10.244.1.3: seq=1 ttl=64 time=3.000 ms

--- 10.244.1.3 ping statistics ---
2 packets transmitted, 2 packets received, 0% packet loss
round-trip min/avg/max = 3.000/3.000/3.000 ms
$ kubectl exec small -- ping -c 2 web
PING web (10.96.200.202): 56 data bytes

--- web ping statistics ---
2 packets transmitted, 0 packets received, 100% packet loss
command terminated with exit code 1
[exit 1]
$ kubectl exec small -- ping -c 1 nobody
ping: bad address 'nobody'
command terminated with exit code 1
[exit 1]
$ kubectl exec small -- ping -q -c 2 172.18.0.4
PING 172.18.0.4 (172.18.0.4): 56 data bytes

--- 172.18.0.4 ping statistics ---
2 packets transmitted, 2 packets received, 0% packet loss
round-trip min/avg/max = 2.000/3.000/4.000 ms
$ kubectl exec large -- ping -c 2 10.244.1.3
PING 10.244.1.3 (10.244.1.3) 56(84) bytes of data.
64 bytes from 10.244.1.3: icmp_seq=1 ttl=64 time=3.0 ms
64 bytes from 10.244.1.3: icmp_seq=2 ttl=64 time=3.0 ms

--- 10.244.1.3 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 1003ms
rtt min/avg/max/mdev = 3.000/3.000/3.000/0.000 ms
$ kubectl exec large -- ping -c 1 -W 2 10.244.1.99
PING 10.244.1.99 (10.244.1.99) 56(84) bytes of data.

--- 10.244.1.99 ping statistics ---
1 packets transmitted, 0 received, 100% packet loss, time 2000ms

command terminated with exit code 1
[exit 1]
$ ssh node-1 ping -c 2 10.244.1.3
PING 10.244.1.3 (10.244.1.3) 56(84) bytes of data.
64 bytes from 10.244.1.3: icmp_seq=1 ttl=64 time=5.0 ms
64 bytes from 10.244.1.3: icmp_seq=2 ttl=64 time=6.0 ms

--- 10.244.1.3 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 1006ms
rtt min/avg/max/mdev = 5.000/5.500/6.000/0.500 ms
$ ssh node-1 netstat -tlnp
Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name    
tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN      571/sshd            
tcp        0      0 127.0.0.1:35011         0.0.0.0:*               LISTEN      612/containerd      
tcp        0      0 127.0.0.1:10248         0.0.0.0:*               LISTEN      734/kubelet         
tcp6       0      0 :::10250                :::*                    LISTEN      734/kubelet         
tcp        0      0 127.0.0.1:10249         0.0.0.0:*               LISTEN      1256/kube-proxy     
tcp6       0      0 :::10256                :::*                    LISTEN      1256/kube-proxy     
$ ping -c 2 172.18.0.3
PING 172.18.0.3 (172.18.0.3) 56(84) bytes of data.
64 bytes from 172.18.0.3: icmp_seq=1 ttl=64 time=2.0 ms
64 bytes from 172.18.0.3: icmp_seq=2 ttl=64 time=3.0 ms

--- 172.18.0.3 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 1003ms
rtt min/avg/max/mdev = 2.000/2.500/3.000/0.500 ms
$ kubectl run watcher --image=busybox --restart=Never -- ping -c 3 -i 2 10.244.1.3
pod/watcher created
$ run 12s
$ kubectl logs watcher
PING 10.244.1.3 (10.244.1.3): 56 data bytes
64 bytes from 10.244.1.3: seq=0 ttl=62 time=4.000 ms
64 bytes from 10.244.1.3: seq=1 ttl=62 time=3.000 ms
64 bytes from 10.244.1.3: seq=2 ttl=62 time=3.000 ms

--- 10.244.1.3 ping statistics ---
3 packets transmitted, 3 packets received, 0% packet loss
round-trip min/avg/max = 3.000/3.333/4.000 ms
$ kubectl apply -f - <<'END'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed}
spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
END
networkpolicy.networking.k8s.io/closed created
$ run 2s
$ kubectl exec small -- ping -c 2 -W 1 10.244.1.3
PING 10.244.1.3 (10.244.1.3): 56 data bytes

--- 10.244.1.3 ping statistics ---
2 packets transmitted, 0 packets received, 100% packet loss
command terminated with exit code 1
[exit 1]
$ fault stop coredns
$ run 30s
$ kubectl exec large -- nslookup web
;; communications error to 10.96.0.10#53: connection refused
;; communications error to 10.96.0.10#53: connection refused
;; communications error to 10.96.0.10#53: connection refused
;; no servers could be reached

command terminated with exit code 1
[exit 1]
$ kubectl exec small -- nslookup web
nslookup: write to '10.96.0.10': Connection refused
;; connection timed out; no servers could be reached

command terminated with exit code 1
[exit 1]
$ kubectl exec small -- ping -c 1 web
ping: bad address 'web'
command terminated with exit code 1
[exit 1]
