# componentstatuses: deprecated, and served; nothing of them is stored. Old paths of a watch. Tokens of a list that are none. Fact sheet §4.6, §14.
# preset: three-members, seed: 5
$ kubectl get componentstatuses
Warning: v1 ComponentStatus is deprecated in v1.19+
NAME                 STATUS    MESSAGE   ERROR
scheduler            Healthy   ok        
controller-manager   Healthy   ok        
etcd-0               Healthy   ok        
etcd-1               Healthy   ok        
etcd-2               Healthy   ok        
$ kubectl get cs scheduler -o yaml
Warning: v1 ComponentStatus is deprecated in v1.19+
apiVersion: v1
conditions:
- message: ok
  status: "True"
  type: Healthy
kind: ComponentStatus
metadata:
  name: scheduler
$ kubectl get cs -o name
Warning: v1 ComponentStatus is deprecated in v1.19+
componentstatus/scheduler
componentstatus/controller-manager
componentstatus/etcd-0
componentstatus/etcd-1
componentstatus/etcd-2
$ kubectl get cs nobody
Error from server: Component not found: nobody
[exit 1]
$ kubectl describe cs etcd-1
Warning: v1 ComponentStatus is deprecated in v1.19+
Name:         etcd-1
Namespace:    
Labels:       <none>
Annotations:  <none>
API Version:  v1
Conditions:
  Message:  ok
  Status:   True
  Type:     Healthy
Kind:       ComponentStatus
Metadata:
Events:  <none>
$ kubectl delete cs scheduler
Error from server (MethodNotAllowed): the server does not allow this method on the requested resource
[exit 1]
$ kubectl get --raw /api/v1/componentstatuses/controller-manager
{"kind":"ComponentStatus","apiVersion":"v1","metadata":{"name":"controller-manager"},"conditions":[{"type":"Healthy","status":"True","message":"ok"}]}
$ fault stop kube-scheduler
$ fault stop etcd-2
$ kubectl get cs
Warning: v1 ComponentStatus is deprecated in v1.19+
NAME                 STATUS      MESSAGE                                                                                        ERROR
scheduler            Unhealthy   Get "https://127.0.0.1:10259/healthz": dial tcp 127.0.0.1:10259: connect: connection refused   
controller-manager   Healthy     ok                                                                                             
etcd-0               Healthy     ok                                                                                             
etcd-1               Unhealthy                                                                                                  context deadline exceeded
etcd-2               Healthy     ok                                                                                             
$ fault start kube-scheduler
$ fault start etcd-2
$ kubectl get cs scheduler etcd-1
Warning: v1 ComponentStatus is deprecated in v1.19+
NAME        STATUS    MESSAGE   ERROR
scheduler   Healthy   ok        
etcd-1      Healthy   ok        
$ kubectl create configmap first --from-literal=a=1
configmap/first created
$ kubectl create configmap second
configmap/second created
$ kubectl get --raw '/api/v1/watch/namespaces/default/configmaps/first?timeoutSeconds=2' | cut -c1-90
{"type":"ADDED","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"first",
$ kubectl get --raw '/api/v1/watch/namespaces/default/configmaps?timeoutSeconds=2' | cut -c1-90
{"type":"ADDED","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"first",
{"type":"ADDED","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"kube-ro
{"type":"ADDED","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"second"
$ kubectl get --raw '/api/v1/watch/namespaces/default?timeoutSeconds=2' | cut -c1-90
{"type":"ADDED","object":{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"default
$ kubectl get --raw '/apis/apps/v1/watch/deployments?timeoutSeconds=2' | cut -c1-90
{"type":"ADDED","object":{"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"c
$ kubectl get --raw '/apis/apps/v1/watch/nothings?timeoutSeconds=2'
Error from server (NotFound): the server could not find the requested resource
[exit 1]
$ kubectl get --raw '/api/v1/pods?continue=!!'
Error from server (BadRequest): invalid continue token: continue key is not valid: illegal base64 data at input byte 0
[exit 1]
$ kubectl get --raw '/api/v1/pods?continue=abcde'
Error from server (BadRequest): invalid continue token: continue key is not valid: illegal base64 data at input byte 4
[exit 1]
$ kubectl get --raw '/api/v1/pods?continue=abc'
Error from server (BadRequest): invalid continue token: continue key is not valid: invalid character 'i' looking for beginning of value
[exit 1]
$ kubectl get --raw '/api/v1/pods?continue=MQ'
Error from server (BadRequest): invalid continue token: continue key is not valid: json: cannot unmarshal number into Go value of type storage.continueToken
[exit 1]
$ kubectl get --raw '/api/v1/pods?continue=e30'
Error from server (BadRequest): invalid continue token: continue key is not valid: server does not recognize this encoded version 
[exit 1]
$ kubectl get --raw '/api/v1/pods?continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ'
Error from server (BadRequest): invalid continue token: continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)
[exit 1]
$ kubectl get --raw '/api/v1/pods?continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6NX0'
Error from server (BadRequest): invalid continue token: continue key is not valid: encoded start key empty (version meta.k8s.io/v1)
[exit 1]
$ kubectl get --raw '/api/v1/pods?continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6NSwic3RhcnQiOiIuLi94In0'
Error from server (BadRequest): invalid continue token: continue key is not valid: ../x
[exit 1]
