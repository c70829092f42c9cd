# A port speaks TLS or it does not: curl says what goes wrong when the two sides differ, as curl 8.14 with OpenSSL has it. DESIGN §4.10.
# preset: three-nodes
$ kubectl run web --image=nginx --port=80 --expose
service/web created
pod/web created
$ settle
$ ssh node-1 curl -sSk https://$(kubectl get pod web -o jsonpath='{.status.podIP}'):80
curl: (35) TLS connect error: error:0A00010B:SSL routines::wrong version number
[exit 35]
$ ssh node-1 curl -sk -o /dev/null -w '%{http_code}' https://$(kubectl get pod web -o jsonpath='{.status.podIP}'):80
000
[exit 35]
$ ssh node-1 curl -sSk https://localhost:10250/healthz
Unauthorized
$ ssh node-1 curl -sS https://localhost:10250/healthz
curl: (60) SSL certificate problem: unable to get local issuer certificate
More details here: https://curl.se/docs/sslcerts.html
[exit 60]
$ ssh node-1 curl -sS http://localhost:10250/healthz
Client sent an HTTP request to an HTTPS server.
$ ssh node-1 curl -s -o /dev/null -w '%{http_code}' http://172.18.0.2:6443/healthz
400
$ curl -sS https://172.18.0.3:10256/healthz
curl: (35) TLS connect error: error:0A00010B:SSL routines::wrong version number
[exit 35]
$ kubectl run client --image=nicolaka/netshoot --restart=Never --attach --rm -q -- curl -skv https://web:80
* Host web:80 was resolved.
* IPv6: (none)
* IPv4: 10.96.149.80
*   Trying 10.96.149.80:80...
* Connected to web (10.96.149.80) port 80
* TLS connect error: error:0A00010B:SSL routines::wrong version number
* closing connection #0
pod default/client terminated (Error)
[exit 35]
$ kubectl run small --image=busybox --restart=Never --attach --rm -q -- wget -qO- http://kubernetes.default.svc.cluster.local:443/version
wget: server returned error: HTTP/1.0 400 Bad Request
pod default/small terminated (Error)
[exit 1]
