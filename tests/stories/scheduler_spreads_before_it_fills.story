# Three Pods land on three nodes: the emptiest node scores best. Fact sheet §6.6.
# preset: three-nodes
# seed: 7
$ kubectl create deployment web --image=nginx --replicas=3
deployment.apps/web created
$ settle
$ kubectl get pods -l app=web -o jsonpath='{range .items[*]}{.spec.nodeName}{"\n"}{end}' | sort
node-1
node-2
node-3
