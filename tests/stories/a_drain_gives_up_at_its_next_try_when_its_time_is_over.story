# A drain that a budget refuses asks again every five seconds; its time is over at the next try. Fact sheet §7.13.
# preset: three-nodes
$ kubectl run web --image=nginx --labels=app=web --overrides='{"spec":{"nodeName":"node-1"}}'
pod/web created
$ kubectl create poddisruptionbudget web --selector=app=web --min-available=1
poddisruptionbudget.policy/web created
$ run 10s
$ kubectl drain node-1 --ignore-daemonsets --force --pod-selector=app=web --timeout=7s
node/node-1 cordoned
Warning: deleting Pods that declare no controller: default/web
evicting pod default/web
error when evicting pods/"web" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
evicting pod default/web
error when evicting pods/"web" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
evicting pod default/web
There are pending pods in node "node-1" when an error occurred: error when evicting pods/"web" -n "default": global timeout reached: 7s
pod/web
error: unable to drain node "node-1" due to error: error when evicting pods/"web" -n "default": global timeout reached: 7s, continuing command...
There are pending nodes to be drained:
 node-1
error when evicting pods/"web" -n "default": global timeout reached: 7s
[exit 1]
$ kubectl get pods
NAME   READY   STATUS    RESTARTS   AGE
web    1/1     Running   0          20s
