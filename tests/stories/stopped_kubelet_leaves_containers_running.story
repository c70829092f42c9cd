# The node becomes NotReady, its containers live on. Fact sheet §10.5.
# preset: three-nodes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-3"}}'
pod/tea created
$ settle
$ fault stop kubelet/node-3
$ run 70s
$ kubectl get node node-3
NAME     STATUS     ROLES    AGE   VERSION
node-3   NotReady   <none>   85s   v1.36.2
$ fault start kubelet/node-3
$ run 30s
$ kubectl get node node-3
NAME     STATUS   ROLES    AGE    VERSION
node-3   Ready    <none>   115s   v1.36.2
$ kubectl get pod tea --no-headers
tea   1/1   Running   0     106s
