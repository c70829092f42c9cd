# Without kube-proxy a node's rules stay as they are: what was known is reached, a new Service is not, and a Pod that has gone still gets its share. Fact sheet §10.7, §9.4.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=2
deployment.apps/web created
$ kubectl expose deployment web --port=80
service/web exposed
$ kubectl run client --image=busybox --overrides='{"spec":{"nodeName":"node-3"}}' -- sleep 9999
pod/client created
$ settle
$ kubectl exec client -- wget -q -T 2 -O /dev/null http://web && echo reached
reached
$ fault stop kube-proxy/node-3
$ kubectl expose deployment web --name=second --port=80
service/second exposed
$ run 5s
$ kubectl exec client -- wget -q -T 2 -O /dev/null http://web && echo reached
reached
$ kubectl exec client -- wget -T 2 -O /dev/null http://second
Connecting to second (10.96.116.188:80)
wget: download timed out
command terminated with exit code 1
[exit 1]
$ kubectl run asks --image=busybox --restart=Never --overrides='{"spec":{"nodeName":"node-3"}}' -- sh -c 'while true; do wget -q -T 1 -O /dev/null http://web && echo reached || echo lost; sleep 1; done'
pod/asks created
$ kubectl delete $(kubectl get pods -o name -l app=web | head -1) > /dev/null
$ run 30s
$ kubectl get endpointslices -l kubernetes.io/service-name=web -o jsonpath='{range .items[0].endpoints[*]}{.conditions.ready}{"\n"}{end}'
true
true
$ kubectl logs asks --since=20s | sort | uniq -c | sed 's/[0-9][0-9]*/several/'
      several lost
      several reached
      several wget: download timed out
$ fault start kube-proxy/node-3
$ run 60s
$ kubectl exec client -- wget -q -T 2 -O /dev/null http://second && echo reached
reached
$ kubectl logs asks --since=20s | sort | uniq -c | sed 's/[0-9][0-9]*/several/'
     several reached
