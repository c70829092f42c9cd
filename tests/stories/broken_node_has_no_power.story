# Nobody can log in to a machine without power: the symptoms are those of a dead kubelet, the cure is another. Fact sheet §10.5.
# preset: three-nodes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}'
pod/tea created
$ settle
$ fault node-1 off
$ run 60s
$ kubectl get nodes
NAME            STATUS     ROLES           AGE   VERSION
control-plane   Ready      control-plane   75s   v1.36.2
node-1          NotReady   <none>          75s   v1.36.2
node-2          Ready      <none>          75s   v1.36.2
node-3          Ready      <none>          75s   v1.36.2
$ ssh node-1 systemctl status kubelet
ssh: connect to host node-1 port 22: No route to host
[exit 255]
$ ssh node-2 ping -c 2 -W 1 172.18.0.3
PING 172.18.0.3 (172.18.0.3) 56(84) bytes of data.

--- 172.18.0.3 ping statistics ---
2 packets transmitted, 0 received, 100% packet loss, time 2001ms

[exit 1]
$ ssh node-2 uptime | cut -d, -f2-
  1 user,  load average: 0.12, 0.09, 0.05
$ fault node-1 on
$ run 30s
$ kubectl get nodes
NAME            STATUS   ROLES           AGE    VERSION
control-plane   Ready    control-plane   110s   v1.36.2
node-1          Ready    <none>          110s   v1.36.2
node-2          Ready    <none>          110s   v1.36.2
node-3          Ready    <none>          110s   v1.36.2
$ kubectl get pod tea
NAME   READY   STATUS    RESTARTS      AGE
tea    1/1     Running   1 (30s ago)   101s
$ ssh node-1 "crictl ps -a --name tea" | cut -c41-100
CREATED              STATE               NAME               
29 seconds ago       Running             tea                
About a minute ago   Exited              tea                
