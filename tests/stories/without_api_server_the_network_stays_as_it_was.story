# kube-proxy and CoreDNS go on with what they know: names and Services work, and a Pod that has died still gets its share. Fact sheet §10.1.
# preset: three-nodes
$ kubectl run one --image=nginx --labels=app=web --overrides='{"spec":{"nodeName":"node-1"}}'
pod/one created
$ kubectl run two --image=nginx --labels=app=web --overrides='{"spec":{"nodeName":"node-2"}}'
pod/two created
$ kubectl create service clusterip web --tcp=80
service/web created
$ kubectl run client --image=busybox --restart=Never --overrides='{"spec":{"nodeName":"node-3"}}' -- sh -c 'while true; do wget -q -T 1 -O /dev/null http://web && echo reached || echo lost; sleep 1; done'
pod/client created
$ settle
$ run 10s
$ kubectl logs client --since=5s | sort | uniq -c | sed 's/[0-9][0-9]*/several/'
      several reached
$ fault stop kube-apiserver
$ run 30s
$ fault node-1 off
$ run 2m
$ fault start kube-apiserver
$ run 5s
$ kubectl logs client --since=110s | sort | uniq -c | sed 's/[0-9][0-9]*/several/'
     several lost
     several reached
     several wget: bad address 'web'
     several wget: download timed out
$ kubectl get endpointslices -l kubernetes.io/service-name=web -o jsonpath='{range .items[0].endpoints[*]}{.targetRef.name} {.conditions.ready}{"\n"}{end}'
one true
two true
$ run 2m
$ kubectl get endpointslices -l kubernetes.io/service-name=web -o jsonpath='{range .items[0].endpoints[*]}{.targetRef.name} {.conditions.ready}{"\n"}{end}'
one false
two true
$ kubectl logs client --since=30s | sort | uniq -c | sed 's/[0-9][0-9]*/several/'
     several reached
