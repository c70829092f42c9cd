# NoExecute moves running Pods away. Fact sheet §7.9.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=2
deployment.apps/web created
$ settle
$ kubectl taint nodes node-1 out=now:NoExecute
node/node-1 tainted
$ settle
$ kubectl get deployment web
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    2/2     2            2           14s
$ kubectl get pods -l app=web -o jsonpath='{.items[*].spec.nodeName}' | grep -c node-1
0
[exit 1]
