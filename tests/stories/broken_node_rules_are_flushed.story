# Somebody flushes the nat table: Services are out of reach from there, Pods are not; kube-proxy misses its canary chain and writes all
# rules again. Fact sheet §9.1, §9.2.
# preset: three-nodes
$ kubectl create deployment web --image=nginx
deployment.apps/web created
$ kubectl expose deployment web --port=80
service/web exposed
$ kubectl run client --image=busybox --overrides='{"spec":{"nodeName":"node-1"}}' -- sleep 9999
pod/client created
$ settle
$ kubectl exec client -- wget -qO- http://web | grep -o '<title>.*</title>'
<title>Welcome to nginx!</title>
$ ssh node-1 "iptables -t nat -L KUBE-SERVICES -n | grep -c KUBE-SVC"
5
$ ssh node-1 iptables -t nat -F
$ ssh node-1 "iptables -t nat -L KUBE-SERVICES -n | grep -c KUBE-SVC"
0
[exit 1]
$ kubectl exec client -- wget -T 2 -qO- http://$(kubectl get service web -o jsonpath='{.spec.clusterIP}')
wget: download timed out
command terminated with exit code 1
[exit 1]
$ kubectl exec client -- wget -qO- http://$(kubectl get pod -l app=web -o jsonpath='{.items[0].status.podIP}') | grep -o '<title>.*</title>'
<title>Welcome to nginx!</title>
$ ssh node-1 "curl -s -o /dev/null -m 2 http://$(kubectl get service web -o jsonpath='{.spec.clusterIP}')"
[exit 28]
$ ssh node-2 "curl -s -o /dev/null -w '%{http_code}' http://$(kubectl get service web -o jsonpath='{.spec.clusterIP}')"
200
$ run 30s
$ ssh node-1 "iptables -t nat -L KUBE-SERVICES -n | grep -c KUBE-SVC"
5
$ kubectl exec client -- wget -qO- http://web | grep -o '<title>.*</title>'
<title>Welcome to nginx!</title>
