# What a client reads before it does anything: the documents that are served, and a list as it goes over HTTP. DESIGN §4.5, §8.
# preset: bare
$ kubectl create configmap conf --from-literal=a=b
configmap/conf created
$ kubectl get --raw /api/v1/namespaces/default/configmaps?fieldSelector=metadata.name=conf | grep -c '"kind":"ConfigMap"'
0
[exit 1]
$ kubectl get --raw /openapi/v3 | grep -o '/openapi/v3/apis/apps/v1?'
/openapi/v3/apis/apps/v1?
$ kubectl get --raw /openapi/v3/apis/apps/v1 | grep -o '"openapi":"3.0.0"'
"openapi":"3.0.0"
$ kubectl get --raw /openapi/v3/apis/boats
Error from server (NotFound): the server could not find the requested resource
[exit 1]
$ kubectl get --raw /readyz?verbose | head -5
[+]ping ok
[+]log ok
[+]etcd ok
[+]etcd-readiness ok
[+]informer-sync ok
