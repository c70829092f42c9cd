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
$ kubectl -n kube-system logs kube-scheduler-control-plane
Error from server (BadRequest): container "kube-scheduler" in pod "kube-scheduler-control-plane" writes no log here: what it does is told in the story of the cluster
[exit 1]
$ kubectl -n kube-system exec etcd-control-plane -- etcdctl member list
error: unable to upgrade connection: container "etcd" is a part of the cluster itself here: nothing runs beside it (etcdctl is at your own prompt)
[exit 1]
$ kubectl -n kube-system exec kube-scheduler-control-plane -- ls
error: unable to upgrade connection: container "kube-scheduler" is a part of the cluster itself here: nothing runs beside it
[exit 1]
$ kubectl -n kube-system logs kube-scheduler-node-1
error: error from server (NotFound): pods "kube-scheduler-node-1" not found in namespace "kube-system"
[exit 1]
