# Four nodes, and the system's own Pods. Fact sheet §16.5.
# preset: three-nodes
$ kubectl get nodes
NAME            STATUS   ROLES           AGE   VERSION
control-plane   Ready    control-plane   9s    v1.36.2
node-1          Ready    <none>          9s    v1.36.2
node-2          Ready    <none>          9s    v1.36.2
node-3          Ready    <none>          9s    v1.36.2
$ kubectl get pods -n kube-system -o custom-columns=PHASE:.status.phase --no-headers | sort | uniq -c
     10 Running
$ kubectl get all
NAME                 TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE
service/kubernetes   ClusterIP   10.96.0.1    <none>        443/TCP   10s
