# kubeadm installs no metrics-server: without it nobody measures. With it, `kubectl top` shows what is used. Fact sheet §13.
# preset: three-nodes
$ kubectl top nodes
error: Metrics API not available
[exit 1]
$ kubectl apply -f https://github.com/kubernetes-sigs/metrics-server/releases/latest/download/components.yaml
serviceaccount/metrics-server created
clusterrole.rbac.authorization.k8s.io/system:aggregated-metrics-reader created
clusterrole.rbac.authorization.k8s.io/system:metrics-server created
rolebinding.rbac.authorization.k8s.io/metrics-server-auth-reader created
clusterrolebinding.rbac.authorization.k8s.io/metrics-server:system:auth-delegator created
clusterrolebinding.rbac.authorization.k8s.io/system:metrics-server created
service/metrics-server created
deployment.apps/metrics-server created
apiservice.apiregistration.k8s.io/v1beta1.metrics.k8s.io created
$ kubectl get apiservice v1beta1.metrics.k8s.io
NAME                     SERVICE                      AVAILABLE                  AGE
v1beta1.metrics.k8s.io   kube-system/metrics-server   False (MissingEndpoints)   0s
$ kubectl top pods -A
Error from server (ServiceUnavailable): the server is currently unable to handle the request (get pods.metrics.k8s.io)
[exit 1]
$ run 60s
$ kubectl get apiservice v1beta1.metrics.k8s.io
NAME                     SERVICE                      AVAILABLE   AGE
v1beta1.metrics.k8s.io   kube-system/metrics-server   True        60s
$ kubectl get pods -n kube-system -l k8s-app=metrics-server --no-headers -o custom-columns=PHASE:.status.phase,READY:.status.containerStatuses[0].ready
Running   true
$ kubectl top nodes
NAME            CPU(cores)   CPU(%)   MEMORY(bytes)   MEMORY(%)   
control-plane   133m         3%       813Mi           9%          
node-1          44m          1%       447Mi           5%          
node-2          44m          1%       447Mi           5%          
node-3          46m          1%       453Mi           5%          
$ kubectl top nodes --sort-by=memory --no-headers
control-plane   133m   3%    813Mi   9%    
node-3          46m    1%    453Mi   5%    
node-1          44m    1%    447Mi   5%    
node-2          44m    1%    447Mi   5%    
$ kubectl top pods -n kube-system -l k8s-app=kube-dns | sed 's/coredns-[0-9a-z]*-[0-9a-z]*/coredns-X/'
NAME                      CPU(cores)   MEMORY(bytes)   
coredns-X   3m           13Mi            
coredns-X   3m           13Mi            
$ kubectl run web --image=nginx
pod/web created
$ kubectl run burner --image=polinux/stress -- stress --cpu 1
pod/burner created
$ kubectl top pods
error: metrics not available yet
[exit 1]
$ run 45s
$ kubectl top pods
NAME     CPU(cores)   MEMORY(bytes)   
burner   1000m        2Mi             
web      0m           7Mi             
$ kubectl top pod burner --containers
POD      NAME     CPU(cores)   MEMORY(bytes)   
burner   burner   1000m        2Mi             
$ kubectl top pods -A -l run=web
NAMESPACE   NAME   CPU(cores)   MEMORY(bytes)   
default     web    0m           7Mi             
$ kubectl top pods --sort-by=cpu --no-headers
burner   1000m   2Mi   
web      0m      7Mi   
$ kubectl top pods --sum
NAME     CPU(cores)   MEMORY(bytes)   
burner   1000m        2Mi             
web      0m           7Mi             
         ________     ________        
         1000m        9Mi             
$ kubectl top pod nobody
Error from server (NotFound): pods "nobody" not found
[exit 1]
$ kubectl get --raw /apis/metrics.k8s.io/v1beta1/namespaces/default/pods/burner | sed 's/"window":"[^"]*"/"window":"W"/'
{"kind":"PodMetrics","apiVersion":"metrics.k8s.io/v1beta1","metadata":{"name":"burner","namespace":"default","creationTimestamp":"2026-01-01T00:01:57Z","labels":{"run":"burner"}},"timestamp":"2026-01-01T00:01:56Z","window":"W","containers":[{"name":"burner","usage":{"cpu":"1","memory":"2Mi"}}]}
$ kubectl get pods.metrics.k8s.io | sed 's/1[45][.0-9]*s$/15s/'
NAME     CPU   MEMORY   WINDOW
burner   1     2Mi      15s
web      0     7Mi      15s
$ kubectl api-versions | grep metrics
metrics.k8s.io/v1beta1
$ kubectl api-resources --api-group=metrics.k8s.io
NAME    SHORTNAMES   APIVERSION               NAMESPACED   KIND
nodes                metrics.k8s.io/v1beta1   false        NodeMetrics
pods                 metrics.k8s.io/v1beta1   true         PodMetrics
$ kubectl scale deployment metrics-server -n kube-system --replicas=0
deployment.apps/metrics-server scaled
$ run 40s
$ kubectl get apiservice v1beta1.metrics.k8s.io
NAME                     SERVICE                      AVAILABLE                  AGE
v1beta1.metrics.k8s.io   kube-system/metrics-server   False (MissingEndpoints)   2m27s
$ kubectl top nodes
Error from server (ServiceUnavailable): the server is currently unable to handle the request (get nodes.metrics.k8s.io)
[exit 1]
