# Nobody binds: the Pod is stored, and waits. Fact sheet §10.3.
# preset: three-nodes
$ fault stop kube-scheduler
$ kubectl run tea --image=nginx
pod/tea created
$ run 20s
$ kubectl get pod tea
NAME   READY   STATUS    RESTARTS   AGE
tea    0/1     Pending   0          20s
$ fault start kube-scheduler
$ run 20s
$ kubectl get pod tea -o jsonpath='{.status.phase}'
Running
