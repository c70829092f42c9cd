# A fault on nothing says what there is, and words that name none say how it is said. STYLE: an error says the way out.
# preset: three-nodes
$ fault node-9 off
fault: There is no node 'node-9' here. There are: control-plane, node-1, node-2, node-3.
[exit 1]
$ fault
fault: say what to break: fault node-2 off, fault stop kube-scheduler, fault cut node-1 kube-apiserver, fault kill default/web/nginx, fault fill node-2 memory; and the way back: on, start, mend, free
[exit 2]
$ fault stop
fault: stop takes one component, as in: fault stop kube-scheduler. Nothing is there.
[exit 2]
$ fault stop kube-scheduler now
fault: stop takes one component, as in: fault stop kube-scheduler. 'kube-scheduler now' is not that.
[exit 2]
$ fault stop nobody
fault: There is no component 'nobody' here. There are: etcd, kube-apiserver, kube-scheduler, kube-controller-manager, internet, pod-network/control-plane, container-runtime/control-plane, kubelet/control-plane, kube-proxy/control-plane, pod-network/node-1, container-runtime/node-1, kubelet/node-1, kube-proxy/node-1, pod-network/node-2, container-runtime/node-2, kubelet/node-2, kube-proxy/node-2, pod-network/node-3, container-runtime/node-3, kubelet/node-3, kube-proxy/node-3, coredns.
[exit 1]
$ fault node-2 of
fault: node-2 can be switched off or on, as in: fault node-2 off. 'of' is neither.
[exit 2]
$ fault node-2
fault: node-2 can be switched off or on, as in: fault node-2 off. Neither is there.
[exit 2]
$ fault burn node-2
fault: nothing here is broken by 'burn'. There are: stop, start, restart, cut, mend, slow, lose, drop, kill, fill, free, add, remove, shutdown; or a node, and off or on.
[exit 2]
$ fault fill node-2 cpu
fault: fill takes memory, disk or pids. 'cpu' is none of them.
[exit 2]
$ fault slow node-1 kube-apiserver 3x
fault: slow takes a duration such as 500ms or 3s, at most 10m. '3x' is none.
[exit 2]
$ fault slow node-1 kube-apiserver 11m
fault: slow takes a duration such as 500ms or 3s, at most 10m. '11m' is none.
[exit 2]
$ fault lose node-1 kube-apiserver 100%
fault: lose takes so many of a hundred messages, from 1% to 90%. '100%' is none of them.
[exit 2]
$ fault lose node-1 kube-apiserver 30%
$ fault mend node-1 kube-apiserver
$ fault cut node-1
fault: cut takes the two ends of a link, as in: fault cut node-1 kube-apiserver. 'node-1' is not that.
[exit 2]
$ fault cut node-1 node-1
fault: A link has two ends, as in node-1|kube-apiserver. 'node-1|node-1' has not.
[exit 1]
$ fault kill web
fault: There is no running container 'web'. Name it as namespace/pod/container.
[exit 1]
$ fault node-2 on
fault: node-2 is running already. Take its power away with: fault node-2 off
[exit 1]
$ fault registry on
fault: The image registry answers already. Take it away with: fault registry off
[exit 1]
$ fault add
fault: add takes the name of a new node, as in: fault add node-4. Nothing is there.
[exit 2]
$ fault add Node_4
fault: 'Node_4' is no name for a node: use lower-case letters, digits and '-'.
[exit 1]
$ add-node
add-node: say its name, and its container runtime if that is not containerd: add-node node-4 --runtime=cri-o
[exit 2]
$ addon enable
addon: say which to put in or take out: addon enable NAME, addon disable NAME. There are: ingress-nginx, metrics-server, metallb.
[exit 2]
$ addon enable prometheus
addon: there is no addon 'prometheus' to enable. There are: ingress-nginx, metrics-server, metallb.
[exit 1]
$ addon disable metallb
addon: metallb is not there. Put it in with: addon enable metallb
[exit 1]
