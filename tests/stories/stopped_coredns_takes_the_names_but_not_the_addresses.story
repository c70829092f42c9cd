# Without CoreDNS no name is found; an address still is. Fact sheet §10.7, §9.7.
# preset: three-nodes
$ kubectl create deployment web --image=nginx
deployment.apps/web created
$ kubectl expose deployment web --port=80 --cluster-ip=10.96.7.7
service/web exposed
$ kubectl run client --image=busybox -- sleep 9999
pod/client created
$ settle
$ fault stop coredns
$ run 5s
$ kubectl exec client -- wget -q -T 20 -O /dev/null http://web
wget: bad address 'web'
command terminated with exit code 1
[exit 1]
$ kubectl exec client -- wget -q -T 5 -O /dev/null http://10.96.7.7 && echo reached
reached
$ fault start coredns
$ run 60s
$ kubectl exec client -- wget -q -T 5 -O /dev/null http://web && echo reached
reached
