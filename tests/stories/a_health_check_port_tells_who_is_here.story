# The healthCheckNodePort of a Service: kube-proxy listens, and tells a load balancer how many of its Pods are on this machine. Fact sheet §9.2.
# preset: three-nodes
$ kubectl create deployment web --image=nginx --replicas=2
deployment.apps/web created
$ kubectl apply -f - <<'END'
apiVersion: v1
kind: Service
metadata: {name: wp-nginx-service}
spec: {type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 31492, selector: {app: web}, ports: [{port: 80}]}
END
service/wp-nginx-service created
$ settle
$ ssh node-1 curl -si localhost:31492/healthz
HTTP/1.1 200 OK
Content-Length: 127

{
	"service": {
		"namespace": "default",
		"name": "wp-nginx-service"
	},
	"localEndpoints": 1,
	"serviceProxyHealthy": true
}
$ ssh node-3 curl -s -o /dev/null -w '%{http_code}' localhost:31492/healthz
200
$ ssh node-1 "ss -tlnp | grep kube-proxy"
LISTEN   0        4096             127.0.0.1:10249             0.0.0.0:*   users:(("kube-proxy",pid=1256,fd=8))
LISTEN   0        4096                     *:10256                   *:*   users:(("kube-proxy",pid=1256,fd=8))
LISTEN   0        4096                     *:31492                   *:*   users:(("kube-proxy",pid=1256,fd=8))
$ kubectl scale deployment web --replicas=0
deployment.apps/web scaled
$ settle
$ ssh node-1 curl -si localhost:31492/healthz
HTTP/1.1 503 Service Unavailable
Content-Length: 127

{
	"service": {
		"namespace": "default",
		"name": "wp-nginx-service"
	},
	"localEndpoints": 0,
	"serviceProxyHealthy": true
}
