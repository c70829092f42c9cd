# The front door is shut; what runs goes on. Fact sheet §10.1.
# preset: three-nodes
$ kubectl run tea --image=nginx
pod/tea created
$ settle
$ fault stop kube-apiserver
$ kubectl get pods
The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?
[exit 1]
$ fault start kube-apiserver
$ fault cut you control-plane
$ kubectl get pods
Unable to connect to the server: dial tcp 127.0.0.1:6443: i/o timeout
[exit 1]
$ fault mend you control-plane
$ run 30s
$ kubectl get pod tea -o jsonpath='{.status.phase}'
Running
