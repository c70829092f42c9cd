# Without kube-proxy the kernel keeps the rules it has, and learns of no new Service. Fact sheet §9.4, §10.7.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=2
deployment.apps/web created
$ settle
$ fault stop kube-proxy/node-1
$ kubectl expose deployment web --port=80
service/web exposed
$ run 60s
$ kubectl get pods -n kube-system -o wide | grep kube-proxy | grep node-1 | sed 's/kube-proxy-[a-z0-9]*/kube-proxy-…/; s/ \+/ /g' | cut -d' ' -f1-3
kube-proxy-… 0/1 CrashLoopBackOff
$ ssh node-1 "iptables-save -t nat | grep -c 'kube-system/kube-dns:dns cluster IP'"
2
$ ssh node-1 "iptables -t nat -L KUBE-SERVICES -n | grep -c default/web"
0
[exit 1]
$ ssh node-2 "iptables -t nat -L KUBE-SERVICES -n | grep -o 'default/web.*'"
default/web cluster IP */ tcp dpt:80
$ ssh node-1 "crictl ps -a --name kube-proxy" | cut -c41-100
CREATED             STATE               NAME                
25 seconds ago      Exited              kube-proxy          
47 seconds ago      Exited              kube-proxy          
$ fault start kube-proxy/node-1
$ run 15s
$ ssh node-1 "iptables -t nat -L KUBE-SERVICES -n | grep -o 'default/web.*'"
default/web cluster IP */ tcp dpt:80
