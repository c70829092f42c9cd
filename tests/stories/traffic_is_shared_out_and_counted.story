# Many clients at once: the rules give each Pod its share; who is gone gets nothing, and what fails is counted. DESIGN §4.10.
# preset: three-nodes
$ kubectl create deployment web --image=traefik/whoami --replicas=2
deployment.apps/web created
$ kubectl expose deployment web --port=80
service/web exposed
$ settle
$ traffic start --to web --rps 100
traffic/web started
$ run 9500ms
$ traffic
NAME   TO               FROM     RPS   SENT   OK     FAILED
web    http://web:80/   inside   100   1000   1000   0
$ traffic show web
http://web:80/ from inside, 100 requests per second
  200: 1000
answered by:
  default/web-86ccc759b7-6fs7f: 511
  default/web-86ccc759b7-8vpsv: 489
$ kubectl scale deployment web --replicas=0
deployment.apps/web scaled
$ run 5s
$ traffic show web
http://web:80/ from inside, 100 requests per second
  200: 1000
  refused: 500
answered by:
  default/web-86ccc759b7-6fs7f: 511
  default/web-86ccc759b7-8vpsv: 489
$ traffic stop web
traffic/web stopped
$ traffic
No traffic flows.
$ traffic start --to web --from outside --rps 5
traffic: From outside nobody knows the name 'web'. Give a node's address with a node port, or a load balancer's address; --host sets the Host header.
[exit 1]
$ traffic start --to 172.18.0.3:30999 --from outside --rps 5 --name wrong
traffic/wrong started
$ traffic start --to nobody --rps 5
traffic/nobody started
$ run 4500ms
$ traffic
NAME     TO                         FROM      RPS   SENT   OK   FAILED
wrong    http://172.18.0.3:30999/   outside   5     25     0    25
nobody   http://nobody:80/          inside    5     25     0    25
$ traffic show wrong
http://172.18.0.3:30999/ from outside, 5 requests per second
  refused: 25
$ traffic show nobody
http://nobody:80/ from inside, 5 requests per second
  no such name: 25
$ traffic stop
traffic/wrong stopped
traffic/nobody stopped
$ traffic start --to web --rps 10 --double-every 20s --up-to 30 --name growing
traffic/growing started
$ run 15s
$ traffic
NAME      TO               FROM     RPS   SENT   OK   FAILED
growing   http://web:80/   inside   10    160    0    160
$ run 10s
$ traffic
NAME      TO               FROM     RPS   SENT   OK   FAILED
growing   http://web:80/   inside   20    320    0    320
$ run 20s
$ traffic
NAME      TO               FROM     RPS   SENT   OK   FAILED
growing   http://web:80/   inside   30    780    0    780
$ traffic stop nothing
traffic: There is no traffic 'nothing'. There are: growing.
[exit 1]
