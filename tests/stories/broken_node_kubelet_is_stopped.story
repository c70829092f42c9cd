# Nobody reports for the node: NotReady after 50 s. systemctl tells that the kubelet is dead, and starts it. Fact sheet §10.5.
# preset: three-nodes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}'
pod/tea created
$ settle
$ ssh node-1 systemctl stop kubelet
$ run 70s
$ kubectl get nodes
NAME            STATUS     ROLES           AGE   VERSION
control-plane   Ready      control-plane   85s   v1.36.2
node-1          NotReady   <none>          85s   v1.36.2
node-2          Ready      <none>          85s   v1.36.2
node-3          Ready      <none>          85s   v1.36.2
$ kubectl get node node-1 -o jsonpath='{.status.conditions[?(@.type=="Ready")].status} {.status.conditions[?(@.type=="Ready")].message}{"\n"}'
Unknown Kubelet stopped posting node status.
$ kubectl logs tea | head -1
Error from server (InternalError): Get "https://172.18.0.3:10250/containerLogs/default/tea/tea": dial tcp 172.18.0.3:10250: connect: connection refused
$ ssh node-1 systemctl status kubelet | head -8
○ kubelet.service - kubelet: The Kubernetes Node Agent
     Loaded: loaded (/usr/lib/systemd/system/kubelet.service; enabled; preset: enabled)
    Drop-In: /usr/lib/systemd/system/kubelet.service.d
             └─10-kubeadm.conf
     Active: inactive (dead) since Thu 2026-01-01 00:00:16 UTC; 1min 10s ago
       Docs: https://kubernetes.io/docs/
    Process: 734 ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS (code=exited, status=0/SUCCESS)
   Main PID: 734 (code=exited, status=0/SUCCESS)
$ ssh node-1 "journalctl -u kubelet -n 3" | sed 's/.*systemd/systemd/'
systemd[1]: Stopping kubelet.service - kubelet: The Kubernetes Node Agent...
systemd[1]: kubelet.service: Deactivated successfully.
systemd[1]: Stopped kubelet.service - kubelet: The Kubernetes Node Agent.
$ ssh node-1 crictl ps --name tea | cut -c41-100
CREATED              STATE               NAME               
About a minute ago   Running             tea                
$ ssh node-1 pstree | grep kubelet
[exit 1]
$ ssh node-1 systemctl start kubelet
$ run 15s
$ ssh node-1 systemctl is-active kubelet
active
$ kubectl get nodes
NAME            STATUS   ROLES           AGE    VERSION
control-plane   Ready    control-plane   101s   v1.36.2
node-1          Ready    <none>          101s   v1.36.2
node-2          Ready    <none>          101s   v1.36.2
node-3          Ready    <none>          101s   v1.36.2
$ kubectl get pod tea
NAME   READY   STATUS    RESTARTS   AGE
tea    1/1     Running   0          92s
