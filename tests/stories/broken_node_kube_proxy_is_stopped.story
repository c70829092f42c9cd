# Without kube-proxy the kernel keeps the rules it has, and learns of no new Service and of no Pod that is gone. Fact sheet §9.4, §10.7.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=2
deployment.apps/web created
$ kubectl expose deployment web --port=80 --name=old
service/old exposed
$ settle
$ fault stop kube-proxy/node-1
$ kubectl expose deployment web --port=80
service/web exposed
$ run 60s
$ kubectl get pods -n kube-system -o wide | grep kube-proxy | grep node-1 | sed 's/kube-proxy-[a-z0-9]*/kube-proxy-…/; s/ \+/ /g' | cut -d' ' -f1-3
kube-proxy-… 0/1 CrashLoopBackOff
$ ssh node-1 "crictl ps -a --name kube-proxy" | cut -c41-100
CREATED             STATE               NAME                
25 seconds ago      Exited              kube-proxy          
47 seconds ago      Exited              kube-proxy          
$ ssh node-1 curl -s -m 2 http://127.0.0.1:10256/healthz
[exit 7]
$ ssh node-1 "iptables -t nat -L KUBE-SERVICES -n | grep -c default/web"
0
[exit 1]
$ ssh node-2 "iptables -t nat -L KUBE-SERVICES -n | grep -o 'default/web.*'"
default/web cluster IP */ tcp dpt:80
$ ssh node-1 "curl -s -o /dev/null -m 2 http://$(kubectl get service web -o jsonpath='{.spec.clusterIP}')"
[exit 28]
$ ssh node-1 "curl -s -o /dev/null -m 2 -w '%{http_code}' http://$(kubectl get service old -o jsonpath='{.spec.clusterIP}')"
200
$ kubectl rollout restart deployment web
deployment.apps/web restarted
$ run 30s
$ ssh node-1 "curl -sS -o /dev/null -m 5 http://$(kubectl get service old -o jsonpath='{.spec.clusterIP}')"
curl: (7) Failed to connect to 10.96.200.202 port 80 after 3008 ms: Could not connect to server
[exit 7]
$ fault start kube-proxy/node-1
$ run 15s
$ ssh node-1 "iptables -t nat -L KUBE-SERVICES -n | grep -o 'default/web.*'"
default/web cluster IP */ tcp dpt:80
$ ssh node-1 "curl -s -o /dev/null -m 2 -w '%{http_code}' http://$(kubectl get service web -o jsonpath='{.spec.clusterIP}')"
200
$ ssh node-1 "curl -s -o /dev/null -m 2 -w '%{http_code}' http://$(kubectl get service old -o jsonpath='{.spec.clusterIP}')"
200
