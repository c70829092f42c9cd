# traceroute, as busybox has it: a Pod's own machine passes its packets on, then the machine of the other Pod; a Service's address is nobody's. Fact sheet §9.6.
# preset: three-nodes
$ kubectl run c --image=busybox --overrides='{"spec":{"nodeName":"node-2"}}' -- sleep 100000
pod/c created
$ kubectl run near --image=nginx --overrides='{"spec":{"nodeName":"node-2"}}'
pod/near created
$ kubectl run far --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}'
pod/far created
$ settle
$ kubectl exec c -- traceroute $(kubectl get pod near -o jsonpath='{.status.podIP}')
traceroute to 10.244.2.3 (10.244.2.3), 30 hops max, 46 byte packets
 1  10.244.2.3 (10.244.2.3)  3.000 ms  3.000 ms  3.000 ms
$ kubectl exec c -- traceroute $(kubectl get pod far -o jsonpath='{.status.podIP}')
traceroute to 10.244.1.3 (10.244.1.3), 30 hops max, 46 byte packets
 1  10.244.2.1 (10.244.2.1)  3.000 ms  4.000 ms  4.000 ms
 2  172.18.0.3 (172.18.0.3)  2.000 ms  3.000 ms  2.000 ms
 3  10.244.1.3 (10.244.1.3)  3.000 ms  3.000 ms  3.000 ms
$ kubectl exec c -- traceroute -n 172.18.0.4
traceroute to 172.18.0.4 (172.18.0.4), 30 hops max, 46 byte packets
 1  172.18.0.4  3.000 ms  3.000 ms  2.000 ms
$ kubectl exec c -- traceroute -n 172.18.0.3
traceroute to 172.18.0.3 (172.18.0.3), 30 hops max, 46 byte packets
 1  10.244.2.1  4.000 ms  3.000 ms  4.000 ms
 2  172.18.0.3  3.000 ms  4.000 ms  2.000 ms
$ kubectl exec c -- traceroute example.com
traceroute to example.com (203.0.113.10), 30 hops max, 46 byte packets
 1  10.244.2.1 (10.244.2.1)  4.000 ms  3.000 ms  3.000 ms
 2  172.18.0.1 (172.18.0.1)  4.000 ms  2.000 ms  3.000 ms
 3  203.0.113.10 (203.0.113.10)  3.000 ms  3.000 ms  4.000 ms
$ kubectl exec c -- traceroute -n -m 4 -q 1 -w 1 kubernetes.default.svc.cluster.local
traceroute to kubernetes.default.svc.cluster.local (10.96.0.1), 4 hops max, 46 byte packets
 1  10.244.2.1  3.000 ms
 2  172.18.0.1  3.000 ms
 3  *
 4  *
$ kubectl exec c -- traceroute nobody
traceroute: bad address 'nobody'
command terminated with exit code 1
[exit 1]
$ kubectl exec c -- traceroute -m 0 web
Usage: traceroute [-46IFlnrv] [-f 1ST_TTL] [-m MAXTTL] [-q PROBES] [-p PORT] [-t TOS] [-w WAIT_SEC] HOST
command terminated with exit code 1
[exit 1]
$ fault node-1 off
$ kubectl exec c -- traceroute -m 3 -n $(kubectl get pod far -o jsonpath='{.status.podIP}')
traceroute to 10.244.1.3 (10.244.1.3), 3 hops max, 46 byte packets
 1  10.244.2.1  4.000 ms  3.000 ms  4.000 ms
 2  *  *  *
 3  *  *  *
