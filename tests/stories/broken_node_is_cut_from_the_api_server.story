# The machine lives and its Pods run, but its kubelet cannot reach the API server: NotReady, and nobody there is told. Fact sheet §10.1, §10.5.
# preset: three-nodes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}'
pod/tea created
$ settle
$ fault cut node-1 control-plane
$ run 70s
$ kubectl get nodes
NAME            STATUS     ROLES           AGE   VERSION
control-plane   Ready      control-plane   85s   v1.36.2
node-1          NotReady   <none>          85s   v1.36.2
node-2          Ready      <none>          85s   v1.36.2
node-3          Ready      <none>          85s   v1.36.2
$ ssh node-1 systemctl is-active kubelet containerd
active
active
$ ssh node-1 "journalctl -u kubelet | grep -o '\"Failed to update lease.*' | tail -1"
"Failed to update lease" err="Put \"https://172.18.0.2:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-1?timeout=10s\": context deadline exceeded"
$ ssh node-1 "crictl ps --name tea" | cut -c41-100
CREATED              STATE               NAME               
About a minute ago   Running             tea                
$ fault mend node-1 control-plane
$ run 20s
$ kubectl get nodes
NAME            STATUS   ROLES           AGE    VERSION
control-plane   Ready    control-plane   105s   v1.36.2
node-1          Ready    <none>          105s   v1.36.2
node-2          Ready    <none>          105s   v1.36.2
node-3          Ready    <none>          105s   v1.36.2
$ kubectl get pod tea
NAME   READY   STATUS    RESTARTS   AGE
tea    1/1     Running   0          96s
