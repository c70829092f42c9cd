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
$ ssh node-1 ping -c 2 -W 1 172.18.0.2
PING 172.18.0.2 (172.18.0.2) 56(84) bytes of data.

--- 172.18.0.2 ping statistics ---
2 packets transmitted, 0 received, 100% packet loss, time 2001ms

[exit 1]
$ ssh node-1 curl -sS -m 2 https://172.18.0.2:6443/healthz
curl: (28) Connection timed out after 2000 milliseconds
[exit 28]
$ ssh node-1 ping -q -c 1 172.18.0.4
PING 172.18.0.4 (172.18.0.4) 56(84) bytes of data.

--- 172.18.0.4 ping statistics ---
1 packets transmitted, 1 received, 0% packet loss, time 8ms
rtt min/avg/max/mdev = 8.000/8.000/8.000/0.000 ms
$ ssh node-1 "journalctl -u kubelet | grep -o '\"Failed to update lease.*' | tail -1"
"Failed to update lease" err="Put \"https://172.18.0.2:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-1?timeout=10s\": context deadline exceeded"
$ ssh node-1 "crictl ps --name tea" | cut -c41-100
CREATED              STATE               NAME               
About a minute ago   Running             tea                
$ fault mend node-1 control-plane
$ run 20s
$ kubectl get nodes
NAME            STATUS   ROLES           AGE    VERSION
control-plane   Ready    control-plane   110s   v1.36.2
node-1          Ready    <none>          110s   v1.36.2
node-2          Ready    <none>          110s   v1.36.2
node-3          Ready    <none>          110s   v1.36.2
$ ssh node-1 ping -q -c 1 172.18.0.2
PING 172.18.0.2 (172.18.0.2) 56(84) bytes of data.

--- 172.18.0.2 ping statistics ---
1 packets transmitted, 1 received, 0% packet loss, time 5ms
rtt min/avg/max/mdev = 5.000/5.000/5.000/0.000 ms
$ kubectl get pod tea
NAME   READY   STATUS    RESTARTS   AGE
tea    1/1     Running   0          101s
