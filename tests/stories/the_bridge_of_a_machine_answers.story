# The bridge of a machine has an address of its own, the gateway of its Pods: it answers pings from everywhere in the cluster, and whoever
# listens on the machine listens there too. Fact sheet §9.6.
# preset: three-nodes
$ kubectl run c --image=busybox --overrides='{"spec":{"nodeName":"node-2"}}' -- sleep 100000
pod/c created
$ settle
$ ssh node-1 ip -br addr
lo               UNKNOWN        127.0.0.1/8 
eth0             UP             172.18.0.3/16 
cni0             UP             10.244.1.1/24 
vetha7f0c6aa@if2 UP              
$ kubectl exec c -- ping -c 1 10.244.2.1
PING 10.244.2.1 (10.244.2.1): 56 data bytes
64 bytes from 10.244.2.1: seq=0 ttl=64 time=4.000 ms

--- 10.244.2.1 ping statistics ---
1 packets transmitted, 1 packets received, 0% packet loss
round-trip min/avg/max = 4.000/4.000/4.000 ms
$ kubectl exec c -- ping -c 1 10.244.1.1
PING 10.244.1.1 (10.244.1.1): 56 data bytes
64 bytes from 10.244.1.1: seq=0 ttl=63 time=2.000 ms

--- 10.244.1.1 ping statistics ---
1 packets transmitted, 1 packets received, 0% packet loss
round-trip min/avg/max = 2.000/2.000/2.000 ms
$ kubectl exec c -- wget -T 2 -qO- 10.244.2.1:81
wget: can't connect to remote host (10.244.2.1): Connection refused
command terminated with exit code 1
[exit 1]
$ kubectl exec c -- wget -T 2 -qO- 10.244.2.1:10256/healthz
{"lastUpdated": "2026-01-01 00:00:14 +0000 UTC","currentTime": "2026-01-01 00:00:14 +0000 UTC", "nodeEligible": true}
$ kubectl exec c -- wget -T 2 -qO- 10.244.2.1:10248/healthz
wget: can't connect to remote host (10.244.2.1): Connection refused
command terminated with exit code 1
[exit 1]
$ ssh node-2 ping -c 1 10.244.2.1
PING 10.244.2.1 (10.244.2.1) 56(84) bytes of data.
64 bytes from 10.244.2.1: icmp_seq=1 ttl=64 time=5.0 ms

--- 10.244.2.1 ping statistics ---
1 packets transmitted, 1 received, 0% packet loss, time 5ms
rtt min/avg/max/mdev = 5.000/5.000/5.000/0.000 ms
$ ssh node-1 ping -c 1 10.244.2.1
PING 10.244.2.1 (10.244.2.1) 56(84) bytes of data.
64 bytes from 10.244.2.1: icmp_seq=1 ttl=64 time=7.0 ms

--- 10.244.2.1 ping statistics ---
1 packets transmitted, 1 received, 0% packet loss, time 7ms
rtt min/avg/max/mdev = 7.000/7.000/7.000/0.000 ms
$ ssh node-2 curl -m 2 -sS 10.244.2.1:81
curl: (7) Failed to connect to 10.244.2.1 port 81 after 7 ms: Could not connect to server
[exit 7]
$ ssh node-2 curl -m 2 -sS 10.244.2.1:10248/healthz
curl: (7) Failed to connect to 10.244.2.1 port 10248 after 7 ms: Could not connect to server
[exit 7]
$ ping -c 1 10.244.2.1
PING 10.244.2.1 (10.244.2.1) 56(84) bytes of data.

--- 10.244.2.1 ping statistics ---
1 packets transmitted, 0 received, 100% packet loss, time 10000ms

[exit 1]
