# --subresource reads and writes one part of an object; what is only tried changes nothing. Fact sheet §4.7, §13.
# preset: three-nodes, seed: 7
$ kubectl create deployment web --image=nginx:1.27 --replicas=2
deployment.apps/web created
$ kubectl patch deployment web --subresource=scale -p '{"spec":{"replicas":2}}'
scale.autoscaling/web patched (no change)
$ kubectl patch deployment web --subresource=scale -p '{"spec":{"replicas":3}}'
scale.autoscaling/web patched
$ kubectl patch deployment web --subresource=scale -p '{"spec":{"replicas":"x"}}'
The request is invalid: patch: Invalid value: "map[spec:map[replicas:x]]": unrecognized type: int32
[exit 1]
$ kubectl patch deployment web --subresource=scale -p '{"spec":{"replikas":3}}'
Warning: unknown field "spec.replikas"
scale.autoscaling/web patched (no change)
$ kubectl patch deployment web --subresource=sky -p '{}'
Error from server (NotFound): the server could not find the requested resource
[exit 1]
$ kubectl edit deployment web --subresource=sky
Error from server (NotFound): the server could not find the requested resource
[exit 1]
$ kubectl create configmap conf --from-literal=a=1 --dry-run=client -o yaml > conf.yaml
$ kubectl create -f conf.yaml
configmap/conf created
$ kubectl replace --force -f conf.yaml --dry-run=server
error: --dry-run can not be used when --force is set
[exit 1]
$ kubectl delete configmap conf --dry-run=server
configmap "conf" deleted (server dry run)
$ kubectl get configmap conf
NAME   DATA   AGE
conf   1      1s
$ kubectl taint node node-1 a=b:NoSchedule --dry-run=server
node/node-1 tainted
$ kubectl drain node-1 --ignore-daemonsets --pod-selector=app=none
node/node-1 cordoned
node/node-1 drained
$ kubectl drain node-1 --pod-selector='app in'
error: --pod-selector=<pod_selector> must be a valid label selector
[exit 1]
$ kubectl create poddisruptionbudget web --min-available=1 --selector='app=web,tier in (front)' --dry-run=client -o jsonpath='{.spec.selector}'
{"matchExpressions":[{"key":"tier","operator":"In","values":["front"]}],"matchLabels":{"app":"web"}}
$ kubectl top pods -l 'a=('
error: unable to parse requirement: found '(', expected: identifier
[exit 1]
