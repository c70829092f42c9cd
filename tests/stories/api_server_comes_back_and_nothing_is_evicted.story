# Two minutes without an API server: nobody's heart was heard, and yet no node is suspected and no Pod evicted afterwards. Fact sheet §10.1.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=3
deployment.apps/web created
$ settle
$ fault stop kube-apiserver
$ run 120s
$ fault start kube-apiserver
$ run 20s
$ kubectl get nodes
NAME            STATUS   ROLES           AGE     VERSION
control-plane   Ready    control-plane   2m35s   v1.36.2
node-1          Ready    <none>          2m35s   v1.36.2
node-2          Ready    <none>          2m35s   v1.36.2
node-3          Ready    <none>          2m35s   v1.36.2
$ run 7m
$ kubectl get nodes
NAME            STATUS   ROLES           AGE     VERSION
control-plane   Ready    control-plane   9m35s   v1.36.2
node-1          Ready    <none>          9m35s   v1.36.2
node-2          Ready    <none>          9m35s   v1.36.2
node-3          Ready    <none>          9m35s   v1.36.2
$ kubectl get deployment web
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    3/3     3            3           9m26s
$ kubectl get events -A | grep -c -E 'NodeNotReady|TaintManagerEviction'
0
[exit 1]
