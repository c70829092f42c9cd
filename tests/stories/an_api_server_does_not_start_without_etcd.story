# An API server that runs stays when etcd goes, and says so; one that starts without etcd listens to nobody and ends after 20 s, again and again, until etcd is back. Fact sheet §10.2.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=2
deployment.apps/web created
$ settle
$ fault stop etcd
$ run 10s
$ kubectl get --raw /livez 2>&1 | grep -o '.-.etcd failed: reason withheld\|livez check failed'
[-]etcd failed: reason withheld
livez check failed
$ kubectl get --raw '/api/v1/nodes?resourceVersion=0' | grep -c '"kind":"NodeList"'
1
$ fault restart kube-apiserver
$ run 10s
$ kubectl get pods
The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?
[exit 1]
$ ssh control-plane "crictl ps -a --name kube-apiserver" | cut -c 61-118
STATE               NAME                ATTEMPT           
Running             kube-apiserver      1                 
$ run 60s
$ ssh control-plane "crictl ps -a --name kube-apiserver" | cut -c 61-118
STATE               NAME                ATTEMPT           
Running             kube-apiserver      4                 
$ ssh control-plane "crictl logs -p \$(crictl ps -a --name kube-apiserver -q)" 2>&1 | sed 's/^\(.\)[0-9]* [0-9:.]* */\1 /' | sed -n '1,3p;$p'
I 1 options.go:263] external host was not specified, using 172.18.0.2
I 1 server.go:150] Version: v1.36.2
I 1 server.go:152] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""
F 1 instance.go:232] Error creating leases: error creating storage factory: context deadline exceeded
$ fault start etcd
$ run 40s
$ kubectl get deployment web
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    2/2     2            2           2m7s
$ kubectl get nodes
NAME            STATUS   ROLES           AGE     VERSION
control-plane   Ready    control-plane   2m16s   v1.36.2
node-1          Ready    <none>          2m16s   v1.36.2
node-2          Ready    <none>          2m16s   v1.36.2
node-3          Ready    <none>          2m16s   v1.36.2
