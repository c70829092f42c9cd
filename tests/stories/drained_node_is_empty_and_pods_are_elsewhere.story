# drain evicts through the API, and the ReplicaSet makes new Pods. Fact sheet §13.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=3
deployment.apps/web created
$ settle
$ kubectl drain node-1 --ignore-daemonsets --delete-emptydir-data > drain.txt 2>&1; tail -1 drain.txt
node/node-1 drained
$ settle
$ kubectl get deployment web
NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    3/3     3            3           15s
$ kubectl get pods -l app=web -o jsonpath='{.items[*].spec.nodeName}' | grep -c node-1
0
[exit 1]
