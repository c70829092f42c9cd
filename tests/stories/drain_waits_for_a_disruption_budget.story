# Two of three must stay: the second eviction waits until the first Pod's replacement is ready. Fact sheet §12.12.
# preset: three-nodes
$ kubectl cordon node-3
node/node-3 cordoned
$ kubectl create deployment web --image=nginx --replicas=3
deployment.apps/web created
$ kubectl create poddisruptionbudget web --selector=app=web --min-available=2
poddisruptionbudget.policy/web created
$ settle
$ kubectl get pods -o custom-columns=NODE:.spec.nodeName --no-headers | sort | uniq -c
      1 node-1
      2 node-2
$ kubectl get pdb web -o jsonpath='{.status.disruptionsAllowed} {.status.currentHealthy} {.status.desiredHealthy} {.status.expectedPods}{"\n"}'
1 3 2 3
$ kubectl cordon node-1
node/node-1 cordoned
$ kubectl get pods -o name --field-selector=spec.nodeName=node-1 | cut -d/ -f2 > first.txt
$ kubectl drain node-1 --ignore-daemonsets 2>&1 | sed 's/web-[a-z0-9-]*/web-…/g'
node/node-1 already cordoned
Warning: ignoring DaemonSet-managed Pods: kube-system/kube-proxy-t76vc
evicting pod default/web-…
evicting pod kube-system/coredns-8f9d8c7df-8mlh4
pod/web-… evicted
pod/coredns-8f9d8c7df-8mlh4 evicted
node/node-1 drained
$ kubectl get pods -o custom-columns=NODE:.spec.nodeName --no-headers | sort | uniq -c
      3 node-2
$ settle
$ kubectl get pdb web -o jsonpath='{.status.disruptionsAllowed} {.status.currentHealthy}{"\n"}'
1 3
$ kubectl drain node-2 --ignore-daemonsets --timeout=12s 2>&1 | sed 's/web-[a-z0-9-]*/web-…/g'
node/node-2 cordoned
Warning: ignoring DaemonSet-managed Pods: kube-system/kube-proxy-5k8zr
evicting pod default/web-…
evicting pod default/web-…
evicting pod default/web-…
evicting pod kube-system/coredns-8f9d8c7df-qt2j2
error when evicting pods/"web-…" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
error when evicting pods/"web-…" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
pod/web-… evicted
evicting pod default/web-…
evicting pod default/web-…
error when evicting pods/"web-…" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
error when evicting pods/"web-…" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
pod/coredns-8f9d8c7df-qt2j2 evicted
evicting pod default/web-…
evicting pod default/web-…
error when evicting pods/"web-…" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
error when evicting pods/"web-…" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
evicting pod default/web-…
evicting pod default/web-…
There are pending pods in node "node-2" when an error occurred: [error when evicting pods/"web-…" -n "default": global timeout reached: 12s, error when evicting pods/"web-…" -n "default": global timeout reached: 12s]
pod/web-…
pod/web-…
error: unable to drain node "node-2" due to error: [error when evicting pods/"web-…" -n "default": global timeout reached: 12s, error when evicting pods/"web-…" -n "default": global timeout reached: 12s], continuing command...
There are pending nodes to be drained:
 node-2
error when evicting pods/"web-…" -n "default": global timeout reached: 12s
error when evicting pods/"web-…" -n "default": global timeout reached: 12s
$ kubectl uncordon node-3
node/node-3 uncordoned
$ kubectl drain node-2 --ignore-daemonsets 2>&1 | sed 's/web-[a-z0-9-]*/web-…/g'
node/node-2 already cordoned
Warning: ignoring DaemonSet-managed Pods: kube-system/kube-proxy-5k8zr
evicting pod default/web-…
evicting pod default/web-…
error when evicting pods/"web-…" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
error when evicting pods/"web-…" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
evicting pod default/web-…
evicting pod default/web-…
error when evicting pods/"web-…" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
pod/web-… evicted
evicting pod default/web-…
pod/web-… evicted
node/node-2 drained
$ settle
$ kubectl get pods -o custom-columns=NODE:.spec.nodeName --no-headers | sort | uniq -c
      3 node-3
$ kubectl get pdb web -o jsonpath='{.status.disruptionsAllowed} {.status.currentHealthy}{"\n"}'
1 3
