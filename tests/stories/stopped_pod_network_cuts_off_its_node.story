# Without its Pod network a node's Pods reach nobody, and new ones get no sandbox. The others go on. Fact sheet §9.6, §10.7.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=3
deployment.apps/web created
$ kubectl expose deployment web --port=80
service/web exposed
$ kubectl run client --image=busybox --restart=Never --overrides='{"spec":{"nodeName":"node-1"}}' -- sleep 3600
pod/client created
$ settle
$ kubectl exec client -- wget -qO- -T 3 http://web | grep title
<title>Welcome to nginx!</title>
$ fault stop pod-network/node-1
$ kubectl exec client -- wget -qO- -T 3 http://web
wget: download timed out
command terminated with exit code 1
[exit 1]
$ kubectl get nodes
NAME            STATUS   ROLES           AGE   VERSION
control-plane   Ready    control-plane   18s   v1.36.2
node-1          Ready    <none>          18s   v1.36.2
node-2          Ready    <none>          18s   v1.36.2
node-3          Ready    <none>          18s   v1.36.2
$ kubectl run late --image=nginx --restart=Never --overrides='{"spec":{"nodeName":"node-1"}}'
pod/late created
$ run 20s
$ kubectl get pod late -o jsonpath='{.status.phase}{"\n"}'
Pending
$ kubectl get events --field-selector involvedObject.name=late -o custom-columns=REASON:.reason,MESSAGE:.message | sed 's/sandbox "[0-9a-f]*"/sandbox "…"/' | tail -1
FailedCreatePodSandBox   Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "…": plugin type="bridge" failed (add): failed to set bridge addr: could not add IP address to "cni0": no such device
$ fault start pod-network/node-1
$ settle
$ kubectl get pod late -o jsonpath='{.status.phase}{"\n"}'
Running
$ kubectl exec client -- wget -qO- -T 3 http://web | grep title
<title>Welcome to nginx!</title>
