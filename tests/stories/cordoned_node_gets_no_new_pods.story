# cordon: what runs stays, what comes goes elsewhere. Fact sheet §6.2 NodeUnschedulable.
# preset: three-nodes
$ kubectl cordon node-1
node/node-1 cordoned
$ kubectl cordon node-1
node/node-1 already cordoned
$ kubectl get nodes
NAME            STATUS                     ROLES           AGE   VERSION
control-plane   Ready                      control-plane   9s    v1.36.2
node-1          Ready,SchedulingDisabled   <none>          9s    v1.36.2
node-2          Ready                      <none>          9s    v1.36.2
node-3          Ready                      <none>          9s    v1.36.2
$ kubectl create deployment web --image=nginx --replicas=3
deployment.apps/web created
$ settle
$ kubectl get pods -l app=web -o jsonpath='{.items[*].spec.nodeName}' | grep -c node-1
0
[exit 1]
$ kubectl uncordon node-1
node/node-1 uncordoned
