# Without a CNI configuration the node is not ready, and new Pods get no network; those that run keep theirs. Fact sheet §9.6, §10.7.
# preset: three-nodes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}'
pod/tea created
$ settle
$ ssh node-1 "mv /etc/cni/net.d/10-bridge.conflist /root/; ls /etc/cni/net.d"
$ run 5s
$ kubectl run milk --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}'
pod/milk created
$ run 10s
$ kubectl get nodes
NAME            STATUS     ROLES           AGE   VERSION
control-plane   Ready      control-plane   30s   v1.36.2
node-1          NotReady   <none>          30s   v1.36.2
node-2          Ready      <none>          30s   v1.36.2
node-3          Ready      <none>          30s   v1.36.2
$ kubectl get node node-1 -o jsonpath='{.status.conditions[?(@.type=="Ready")].message}{"\n"}'
container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized
$ kubectl get pods
NAME   READY   STATUS              RESTARTS   AGE
milk   0/1     ContainerCreating   0          10s
tea    1/1     Running             0          21s
$ kubectl events --for pod/milk --types=Warning | sed 's/.*Warning/Warning/; s/ \+/ /g'
LAST SEEN TYPE REASON OBJECT MESSAGE
Warning NetworkNotReady Pod/milk network is not ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized
$ ssh node-1 crictl info
{
  "status": {
    "conditions": [
      {
        "message": "",
        "reason": "",
        "status": true,
        "type": "RuntimeReady"
      },
      {
        "message": "Network plugin returns error: cni plugin not initialized",
        "reason": "NetworkPluginNotReady",
        "status": false,
        "type": "NetworkReady"
      }
    ]
  }
}
$ ssh node-1 "journalctl -u kubelet | grep -o '\"Container runtime network.*' | tail -1"
"Container runtime network not ready" networkReady="NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized"
$ ssh node-1 ip -br addr | cut -c1-4
lo  
eth0
cni0
veth
veth
$ ssh node-1 "mv /root/10-bridge.conflist /etc/cni/net.d/"
$ run 20s
$ kubectl get nodes
NAME            STATUS   ROLES           AGE   VERSION
control-plane   Ready    control-plane   51s   v1.36.2
node-1          Ready    <none>          51s   v1.36.2
node-2          Ready    <none>          51s   v1.36.2
node-3          Ready    <none>          51s   v1.36.2
$ kubectl get pods
NAME   READY   STATUS    RESTARTS   AGE
milk   1/1     Running   0          31s
tea    1/1     Running   0          42s
