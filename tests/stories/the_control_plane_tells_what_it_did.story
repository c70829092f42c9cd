# Static Pods have logs like any other: how each process began, what it decided, whom it could not reach; and those of the life before. Fact sheet §8.13, §10.2.
# preset: three-nodes
# seed: 4
$ kubectl logs -n kube-system etcd-control-plane | head -2
{"level":"info","ts":"2026-01-01T00:00:00.000000Z","caller":"etcdmain/etcd.go:64","msg":"Running: ","args":["etcd"]}
{"level":"info","ts":"2026-01-01T00:00:00.000000Z","caller":"etcdserver/server.go:541","msg":"starting etcd server","local-member-id":"c38cbd92fce41312","local-server-version":"3.6.6","cluster-version":"3.6"}
$ kubectl run tea --image=nginx
pod/tea created
$ kubectl delete pod nothing
Error from server (NotFound): pods "nothing" not found
[exit 1]
$ kubectl run big --image=nginx --overrides='{"spec":{"containers":[{"name":"big","image":"nginx","resources":{"requests":{"cpu":"100"}}}]}}'
pod/big created
$ settle
$ kubectl logs -n kube-system kube-scheduler-control-plane
I0101 00:00:00.000000       1 serving.go:386] Generated self-signed cert in-memory
I0101 00:00:00.000000       1 server.go:175] "Starting Kubernetes Scheduler" version="v1.36.2"
I0101 00:00:00.000000       1 server.go:177] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""
I0101 00:00:00.000000       1 secure_serving.go:211] Serving securely on 127.0.0.1:10259
I0101 00:00:00.000000       1 leaderelection.go:258] "Attempting to acquire leader lease..." lock="kube-system/kube-scheduler"
I0101 00:00:10.223000       1 schedule_one.go:346] "Successfully bound pod to node" pod="default/tea" node="node-3" evaluatedNodes=4 feasibleNodes=3
I0101 00:00:10.438000       1 schedule_one.go:1114] "Unable to schedule pod; no fit; waiting" pod="default/big" err="0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu. no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling."
$ kubectl logs -n kube-system kube-apiserver-control-plane | grep 'pods/tea/binding\|nothing\|Version'
I0101 00:00:00.000000       1 server.go:150] Version: v1.36.2
I0101 00:00:10.228000       1 httplog.go:134] "HTTP" verb="POST" URI="/api/v1/namespaces/default/pods/tea/binding" latency="3ms" userAgent="kube-scheduler" resp=201
W0101 00:00:10.328000       1 kube_apiserver.go:1] "pods \"nothing\" not found" pod="default/nothing"
I0101 00:00:10.328000       1 httplog.go:134] "HTTP" verb="DELETE" URI="/api/v1/namespaces/default/pods/nothing" latency="3ms" userAgent="kubectl" resp=404
$ kubectl scale deployment -n kube-system coredns --replicas=3
deployment.apps/coredns scaled
$ settle
$ kubectl logs -n kube-system kube-controller-manager-control-plane --tail=3
I0101 00:00:16.789000       1 replicaset_controller.go:1] "The ReplicaSet controller counts 2 of 3 and creates 1 Pod for coredns-8f9d8c7df." logger="replicaset-controller" replicaset="kube-system/coredns-8f9d8c7df"
I0101 00:00:18.238000       1 endpoint_slice_controller.go:1] "The EndpointSlice controller lists 3 Pods behind Service kube-dns, 2 ready for traffic." logger="endpoint-slice-controller" service="kube-system/kube-dns"
I0101 00:00:18.247000       1 endpoint_slice_controller.go:1] "The EndpointSlice controller lists 3 Pods behind Service kube-dns, 3 ready for traffic." logger="endpoint-slice-controller" service="kube-system/kube-dns"
$ kubectl logs -n kube-system kube-scheduler-control-plane --previous
Error from server (BadRequest): previous terminated container "kube-scheduler" in pod "kube-scheduler-control-plane" not found
[exit 1]
$ kubectl logs -n kube-system -l k8s-app=kube-proxy --tail=1
I0101 00:00:05.818000       1 shared_informer.go:388] "Caches are synced" controller="serviceCIDR config"
I0101 00:00:05.895000       1 shared_informer.go:388] "Caches are synced" controller="serviceCIDR config"
I0101 00:00:05.737000       1 shared_informer.go:388] "Caches are synced" controller="serviceCIDR config"
I0101 00:00:06.876000       1 shared_informer.go:388] "Caches are synced" controller="serviceCIDR config"
$ fault stop etcd
$ run 10s
$ kubectl get pods
Error from server: etcdserver: request timed out
[exit 1]
$ ssh control-plane "crictl logs --tail=1 $(ssh control-plane crictl ps -q --name kube-apiserver)"
W0101 00:00:39.012000       1 kube_apiserver.go:1] "etcdserver: request timed out"
$ kubectl get --raw '/readyz?verbose' 2>&1 | grep -o '.-.etcd[a-z-]* failed: reason withheld\|readyz check failed'
[-]etcd failed: reason withheld
[-]etcd-readiness failed: reason withheld
readyz check failed
$ fault start etcd
$ run 30s
$ fault stop kube-apiserver
$ run 15s
$ fault start kube-apiserver
$ run 30s
$ kubectl logs -n kube-system kube-scheduler-control-plane --previous --tail=3
E0101 00:01:16.010000       1 reflector.go:204] "Failed to watch" err="Watch \"https://172.18.0.2:6443/api/v1/namespaces\": dial tcp 172.18.0.2:6443: connect: connection refused" logger="UnhandledError"
I0101 00:01:16.687000       1 leaderelection.go:299] "Failed to renew lease" lock="kube-system/kube-scheduler" err="context deadline exceeded"
E0101 00:01:16.687000       1 server.go:317] "Leaderelection lost"
$ kubectl logs -n kube-system kube-scheduler-control-plane | grep lease
I0101 00:01:17.687000       1 leaderelection.go:258] "Attempting to acquire leader lease..." lock="kube-system/kube-scheduler"
I0101 00:01:42.113000       1 leaderelection.go:272] "Successfully acquired lease" lock="kube-system/kube-scheduler"
$ kubectl logs -n kube-system etcd-control-plane | grep -c 'took too long'
0
[exit 1]
