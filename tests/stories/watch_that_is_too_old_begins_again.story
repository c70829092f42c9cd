# Who watches from a revision that is compacted away is told so, lists again, and watches from there. Fact sheet §12.15.
# preset: three-nodes
$ kubectl create configmap one
configmap/one created
$ kubectl get configmap one -o jsonpath='{.metadata.resourceVersion}' > old.txt
$ fault cut kube-controller-manager kube-apiserver
$ kubectl create deployment web --image=nginx
deployment.apps/web created
$ run 20s
$ kubectl get replicasets
No resources found in default namespace.
$ etcdctl get /registry/configmaps/default/one -w json | grep -o '"revision":[0-9]*' | cut -d: -f2 > now.txt
$ etcdctl compaction $(cat now.txt) | sed 's/[0-9][0-9]*$/…/'
compacted revision …
$ fault restart kube-apiserver
$ run 5s
$ kubectl get --raw "/api/v1/namespaces/default/configmaps?watch=true&timeoutSeconds=1&resourceVersion=$(cat old.txt)" | sed 's/: [0-9]* ([0-9]*)/: … (…)/'
{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"too old resource version: … (…)","reason":"Expired","code":410}}
$ kubectl get --raw "/api/v1/namespaces/default/configmaps?limit=1" | grep -o '"resourceVersion":"[0-9]*"' | head -1 | grep -o '[0-9]*' > new.txt
$ kubectl label configmap one seen=yes
configmap/one labeled
$ kubectl get --raw "/api/v1/namespaces/default/configmaps?watch=true&timeoutSeconds=1&resourceVersion=$(cat new.txt)" | grep -o '"type":"[A-Z]*"\|"name":"[a-z]*"\|"seen":"yes"'
"type":"MODIFIED"
"name":"one"
"seen":"yes"
$ fault mend kube-controller-manager kube-apiserver
$ settle
$ run 30s
$ kubectl get deployment web --no-headers | sed 's/  *[0-9]*s$//'
web   1/1   1     1
