# The node becomes NotReady, its containers live on and answer at their own addresses; what dies is not started again. Back within five minutes, all is taken back. Fact sheet §10.5.
# preset: three-nodes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-3"}}'
pod/tea created
$ kubectl run mortal --image=nginx --overrides='{"spec":{"nodeName":"node-3"}}'
pod/mortal created
$ kubectl run client --image=busybox --overrides='{"spec":{"nodeName":"node-1"}}' -- sleep 9999
pod/client created
$ kubectl expose pod tea --port=80
service/tea exposed
$ settle
$ fault stop kubelet/node-3
$ run 70s
$ kubectl get node node-3
NAME     STATUS     ROLES    AGE   VERSION
node-3   NotReady   <none>   85s   v1.36.2
$ kubectl get pod tea -o jsonpath='{range .status.conditions[?(@.type=="Ready")]}{.type} {.status}{"\n"}{end}'
Ready False
$ kubectl exec client -- wget -q -T 2 -O - http://$(kubectl get pod tea -o jsonpath='{.status.podIP}') | grep title
<title>Welcome to nginx!</title>
$ kubectl exec client -- wget -q -T 2 -O - http://tea
wget: can't connect to remote host (10.96.245.117): Connection refused
command terminated with exit code 1
[exit 1]
$ ssh node-1 "iptables -t filter -S KUBE-SERVICES | grep default/tea"
-A KUBE-SERVICES -d 10.96.245.117/32 -p tcp -m comment --comment "default/tea has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable
$ fault kill default/mortal/mortal
$ run 30s
$ ssh node-3 crictl ps -a --name mortal | cut -c 62-112
STATE               NAME                ATTEMPT    
Exited              mortal              0          
$ kubectl get node node-3 -o jsonpath='{range .spec.taints[*]}{.key}:{.effect}{"\n"}{end}'
node.kubernetes.io/unreachable:NoSchedule
node.kubernetes.io/unreachable:NoExecute
$ fault start kubelet/node-3
$ run 30s
$ kubectl get node node-3
NAME     STATUS   ROLES    AGE     VERSION
node-3   Ready    <none>   2m26s   v1.36.2
$ kubectl get pod tea --no-headers
tea   1/1   Running   0     2m17s
$ kubectl get node node-3 -o jsonpath='{.spec.taints}'
$ kubectl get pod mortal -o jsonpath='{.status.containerStatuses[0].restartCount}{"\n"}'
1
$ kubectl get events --field-selector involvedObject.name=tea,reason=TaintManagerEviction -o custom-columns=TYPE:.type,MESSAGE:.message
TYPE     MESSAGE
Normal   Cancelling deletion of Pod default/tea
$ kubectl exec client -- wget -q -T 2 -O - http://tea | grep title
<title>Welcome to nginx!</title>
