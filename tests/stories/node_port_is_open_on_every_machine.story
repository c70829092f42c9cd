# A node port is open on every machine, whoever asks: from outside, from a machine, from a Pod. Fact sheet §9.2.
# preset: three-nodes
$ kubectl create deployment web --image=traefik/whoami
deployment.apps/web created
$ kubectl create service nodeport web --tcp=80:80 --node-port=30080
service/web created
$ settle
$ curl -s http://172.18.0.3:30080/ | grep RemoteAddr
RemoteAddr: 172.18.0.3:40000
$ curl -s http://172.18.0.5:30080/ | grep GET
GET / HTTP/1.1
$ ssh node-2 curl -s http://127.0.0.1:30080/ | grep GET
GET / HTTP/1.1
$ ssh node-2 curl http://web/
curl: (6) Could not resolve host: web
[exit 6]
$ kubectl run client --image=busybox --restart=Never --rm -it -- wget -qO- http://172.18.0.4:30080/ | grep GET
If you don't see a command prompt, try pressing enter.
GET / HTTP/1.1
$ kubectl patch svc web -p '{"spec":{"externalTrafficPolicy":"Local"}}'
service/web patched
$ run 2s
$ curl -s -m 2 http://172.18.0.5:30080/ | grep RemoteAddr
RemoteAddr: 172.18.0.1:40000
$ curl -m 2 http://172.18.0.3:30080/
curl: (28) Connection timed out after 2002 milliseconds
[exit 28]
$ kubectl scale deployment web --replicas=0
deployment.apps/web scaled
$ settle
$ curl http://172.18.0.5:30080/
curl: (7) Failed to connect to 172.18.0.5 port 30080 after 2 ms: Could not connect to server
[exit 7]
