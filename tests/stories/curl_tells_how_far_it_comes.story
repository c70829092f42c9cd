# curl -v tells how far it comes: the name, the address, the connection, the request, the answer. DESIGN §4.10.
# preset: three-nodes
$ kubectl create deployment web --image=traefik/whoami
deployment.apps/web created
$ kubectl create service nodeport web --tcp=80:80 --node-port=30080
service/web created
$ kubectl create service clusterip gone --tcp=80:80
service/gone created
$ kubectl run client --image=nicolaka/netshoot --restart=Never -- sleep 36000
pod/client created
$ settle
$ kubectl exec client -- curl -v http://web
* Host web:80 was resolved.
* IPv6: (none)
* IPv4: 10.96.154.160
*   Trying 10.96.154.160:80...
* Connected to web (10.96.154.160) port 80
* using HTTP/1.x
> GET / HTTP/1.1
> Host: web
> User-Agent: curl/8.14.1
> Accept: */*
> 
* Request completely sent off
< HTTP/1.1 200 OK
< Content-Length: 115
< 
Hostname: web-86ccc759b7-6fs7f
IP: 127.0.0.1
IP: 10.244.3.2
RemoteAddr: 10.244.1.3:40000
GET / HTTP/1.1
Host: web

* Connection #0 to host web left intact
$ kubectl exec client -- curl -vs http://gone
* Host gone:80 was resolved.
* IPv6: (none)
* IPv4: 10.96.227.157
*   Trying 10.96.227.157:80...
* connect to 10.96.227.157 port 80 failed: Connection refused
* Failed to connect to gone port 80 after 7 ms: Could not connect to server
* closing connection #0
command terminated with exit code 7
[exit 7]
$ kubectl exec client -- curl -v http://nobody
* Could not resolve host: nobody
* closing connection #0
curl: (6) Could not resolve host: nobody
command terminated with exit code 6
[exit 6]
$ kubectl exec client -- curl -v -m 2 http://10.244.9.9
*   Trying 10.244.9.9:80...
* Connection timed out after 2000 milliseconds
* closing connection #0
curl: (28) Connection timed out after 2000 milliseconds
command terminated with exit code 28
[exit 28]
$ kubectl exec client -- curl -sv -o /dev/null http://web/some/where
* Host web:80 was resolved.
* IPv6: (none)
* IPv4: 10.96.154.160
*   Trying 10.96.154.160:80...
* Connected to web (10.96.154.160) port 80
* using HTTP/1.x
> GET /some/where HTTP/1.1
> Host: web
> User-Agent: curl/8.14.1
> Accept: */*
> 
* Request completely sent off
< HTTP/1.1 200 OK
< Content-Length: 125
< 
* Connection #0 to host web left intact
$ kubectl exec client -- curl -v https://kubernetes
* Host kubernetes:443 was resolved.
* IPv6: (none)
* IPv4: 10.96.0.1
*   Trying 10.96.0.1:443...
* Connected to kubernetes (10.96.0.1) port 443
* SSL certificate problem: unable to get local issuer certificate
* closing connection #0
curl: (60) SSL certificate problem: unable to get local issuer certificate
More details here: https://curl.se/docs/sslcerts.html
command terminated with exit code 60
[exit 60]
$ curl -v http://172.18.0.3:30080/
*   Trying 172.18.0.3:30080...
* Connected to 172.18.0.3 (172.18.0.3) port 30080
* using HTTP/1.x
> GET / HTTP/1.1
> Host: 172.18.0.3:30080
> User-Agent: curl/8.14.1
> Accept: */*
> 
* Request completely sent off
< HTTP/1.1 200 OK
< Content-Length: 128
< 
Hostname: web-86ccc759b7-6fs7f
IP: 127.0.0.1
IP: 10.244.3.2
RemoteAddr: 172.18.0.3:40000
GET / HTTP/1.1
Host: 172.18.0.3:30080

* Connection #0 to host 172.18.0.3 left intact
$ curl -sv http://172.18.0.3:30081/
*   Trying 172.18.0.3:30081...
* connect to 172.18.0.3 port 30081 failed: Connection refused
* Failed to connect to 172.18.0.3 port 30081 after 2 ms: Could not connect to server
* closing connection #0
[exit 7]
$ ssh node-2 curl -v http://172.18.0.3:30080/
*   Trying 172.18.0.3:30080...
* Connected to 172.18.0.3 (172.18.0.3) port 30080
* using HTTP/1.x
> GET / HTTP/1.1
> Host: 172.18.0.3:30080
> User-Agent: curl/8.14.1
> Accept: */*
> 
* Request completely sent off
< HTTP/1.1 200 OK
< Content-Length: 128
< 
Hostname: web-86ccc759b7-6fs7f
IP: 127.0.0.1
IP: 10.244.3.2
RemoteAddr: 172.18.0.3:40000
GET / HTTP/1.1
Host: 172.18.0.3:30080

* Connection #0 to host 172.18.0.3 left intact
$ fault node-2 off
$ curl -v 172.18.0.4:30080
*   Trying 172.18.0.4:30080...
* connect to 172.18.0.4 port 30080 failed: No route to host
* Failed to connect to 172.18.0.4 port 30080 after 3000 ms: Could not connect to server
* closing connection #0
curl: (7) Failed to connect to 172.18.0.4 port 30080 after 3000 ms: Could not connect to server
[exit 7]
$ curl -sS 172.18.255.249
curl: (7) Failed to connect to 172.18.255.249 port 80 after 3000 ms: Could not connect to server
[exit 7]
$ ssh node-2 hostname
ssh: connect to host node-2 port 22: No route to host
[exit 255]
