# Whoever moves a static Pod's manifest away stops it, without asking the API server; moved back, it starts. Fact sheet §8.13.
# preset: three-nodes
$ ssh control-plane ls /etc/kubernetes/manifests
etcd.yaml
kube-apiserver.yaml
kube-controller-manager.yaml
kube-scheduler.yaml
$ ssh control-plane crictl ps --name kube-controller | cut -c61-130
STATE               NAME                      ATTEMPT             POD 
Running             kube-controller-manager   0                   9699
$ ssh control-plane "mv /etc/kubernetes/manifests/kube-controller-manager.yaml /tmp/; sleep 2; crictl ps --name kube-controller" | cut -c61-130
STATE               NAME                ATTEMPT             POD ID    
$ kubectl get pods -n kube-system | grep -c controller-manager
0
[exit 1]
$ kubectl create deployment web --image=nginx
deployment.apps/web created
$ run 20s
$ kubectl get pods
No resources found in default namespace.
$ ssh control-plane "mv /tmp/kube-controller-manager.yaml /etc/kubernetes/manifests/"
$ run 40s
$ kubectl get pods -n kube-system | grep controller-manager
kube-controller-manager-control-plane   1/1     Running   0          40s
$ kubectl get deployment web
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    1/1     1            1           60s
$ kubectl -n kube-system logs kube-controller-manager-control-plane --previous
Error from server (BadRequest): previous terminated container "kube-controller-manager" in pod "kube-controller-manager-control-plane" not found
[exit 1]
$ kubectl -n kube-system logs kube-scheduler-control-plane
I0101 00:00:00.000000       1 serving.go:386] Generated self-signed cert in-memory
I0101 00:00:00.000000       1 server.go:175] "Starting Kubernetes Scheduler" version="v1.36.2"
I0101 00:00:00.000000       1 server.go:177] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""
I0101 00:00:00.000000       1 secure_serving.go:211] Serving securely on 127.0.0.1:10259
I0101 00:00:00.000000       1 leaderelection.go:258] "Attempting to acquire leader lease..." lock="kube-system/kube-scheduler"
I0101 00:00:49.239000       1 schedule_one.go:346] "Successfully bound pod to node" pod="default/web-7b659cbff-mfdwj" node="node-3" evaluatedNodes=4 feasibleNodes=3
$ kubectl -n kube-system exec etcd-control-plane -- etcdctl member list
error: unable to upgrade connection: container "etcd" is a part of the cluster itself here: nothing runs beside it (etcdctl is at your own prompt)
[exit 1]
$ kubectl -n kube-system exec kube-scheduler-control-plane -- ls
error: unable to upgrade connection: container "kube-scheduler" is a part of the cluster itself here: nothing runs beside it
[exit 1]
$ kubectl -n kube-system logs kube-scheduler-node-1
error: error from server (NotFound): pods "kube-scheduler-node-1" not found in namespace "kube-system"
[exit 1]
$ kubectl -n kube-system get pod kube-controller-manager-control-plane -o yaml | grep -c -E '(reason|message): null'
0
[exit 1]
