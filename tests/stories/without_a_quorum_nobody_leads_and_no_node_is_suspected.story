# Kubelets cannot renew their Leases while etcd has no quorum, and nobody can write that they are suspected; reads from memory still work. Fact sheet §10.2.
# preset: three-members
# seed: 5
$ kubectl create deployment web --image=nginx --replicas=2
deployment.apps/web created
$ settle
$ fault stop etcd-2
$ fault stop etcd-3
$ run 70s
$ kubectl get --raw /livez 2>&1 | grep -o '.-.etcd failed: reason withheld\|livez check failed'
[-]etcd failed: reason withheld
livez check failed
$ ssh control-plane "crictl ps -a --name kube-[sc]" | cut -c 61-118
STATE               NAME                      ATTEMPT     
Running             kube-controller-manager   1           
Running             kube-scheduler            1           
$ kubectl get --raw '/api/v1/nodes?resourceVersion=0' | grep -c '"kind":"NodeList"'
1
$ fault start etcd-2
$ fault start etcd-3
$ run 20s
$ kubectl get nodes
NAME            STATUS   ROLES           AGE    VERSION
control-plane   Ready    control-plane   105s   v1.36.2
node-1          Ready    <none>          105s   v1.36.2
node-2          Ready    <none>          105s   v1.36.2
node-3          Ready    <none>          105s   v1.36.2
$ kubectl get leases -n kube-system kube-scheduler kube-controller-manager -o custom-columns=NAME:.metadata.name,TRANSITIONS:.spec.leaseTransitions
NAME                      TRANSITIONS
kube-scheduler            1
kube-controller-manager   1
$ kubectl scale deployment web --replicas=3
deployment.apps/web scaled
$ run 30s
$ kubectl get deployment web
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    3/3     3            3           2m7s
$ run 6m
$ kubectl get nodes
NAME            STATUS   ROLES           AGE     VERSION
control-plane   Ready    control-plane   8m15s   v1.36.2
node-1          Ready    <none>          8m15s   v1.36.2
node-2          Ready    <none>          8m15s   v1.36.2
node-3          Ready    <none>          8m15s   v1.36.2
$ kubectl get events -A | grep -c -E 'TaintManagerEviction'
0
[exit 1]
