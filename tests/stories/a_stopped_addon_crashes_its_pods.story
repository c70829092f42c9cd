# kube-proxy and CoreDNS run in containers: whoever stops them sees their Pods crash, back off, and run again. Fact sheet §8.7.
# preset: three-nodes
$ kubectl get pods -n kube-system -l k8s-app=kube-proxy -o wide
NAME               READY   STATUS    RESTARTS   AGE   IP           NODE            NOMINATED NODE   READINESS GATES
kube-proxy-5k8zr   1/1     Running   0          7s    172.18.0.4   node-2          <none>           <none>
kube-proxy-c8gh8   1/1     Running   0          7s    172.18.0.2   control-plane   <none>           <none>
kube-proxy-dsp4r   1/1     Running   0          7s    172.18.0.5   node-3          <none>           <none>
kube-proxy-t76vc   1/1     Running   0          7s    172.18.0.3   node-1          <none>           <none>
$ fault stop kube-proxy/node-2
$ run 5s
$ kubectl get pods -n kube-system -l k8s-app=kube-proxy
NAME               READY   STATUS    RESTARTS     AGE
kube-proxy-5k8zr   0/1     Error     1 (5s ago)   12s
kube-proxy-c8gh8   1/1     Running   0            12s
kube-proxy-dsp4r   1/1     Running   0            12s
kube-proxy-t76vc   1/1     Running   0            12s
$ run 60s
$ kubectl get pods -n kube-system -l k8s-app=kube-proxy
NAME               READY   STATUS             RESTARTS      AGE
kube-proxy-5k8zr   0/1     CrashLoopBackOff   3 (31s ago)   72s
kube-proxy-c8gh8   1/1     Running            0             72s
kube-proxy-dsp4r   1/1     Running            0             72s
kube-proxy-t76vc   1/1     Running            0             72s
$ kubectl get daemonset -n kube-system
NAME         DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR            AGE
kube-proxy   4         4         3       4            3           kubernetes.io/os=linux   72s
$ fault start kube-proxy/node-2
$ settle
$ kubectl get pods -n kube-system -l k8s-app=kube-proxy
NAME               READY   STATUS    RESTARTS      AGE
kube-proxy-5k8zr   1/1     Running   4 (35s ago)   76s
kube-proxy-c8gh8   1/1     Running   0             76s
kube-proxy-dsp4r   1/1     Running   0             76s
kube-proxy-t76vc   1/1     Running   0             76s
$ fault stop coredns
$ run 60s
$ kubectl get pods -n kube-system -l k8s-app=kube-dns
NAME                      READY   STATUS             RESTARTS      AGE
coredns-8f9d8c7df-8mlh4   0/1     CrashLoopBackOff   3 (26s ago)   2m16s
coredns-8f9d8c7df-qt2j2   0/1     CrashLoopBackOff   3 (25s ago)   2m16s
$ kubectl get deployment -n kube-system
NAME      READY   UP-TO-DATE   AVAILABLE   AGE
coredns   0/2     2            0           2m16s
$ kubectl get endpointslices -n kube-system -o custom-columns=NAME:.metadata.generateName,READY:.endpoints[*].conditions.ready
NAME        READY
kube-dns-   false,false
$ fault start coredns
$ settle
$ kubectl get pods -n kube-system -l k8s-app=kube-dns
NAME                      READY   STATUS    RESTARTS      AGE
coredns-8f9d8c7df-8mlh4   1/1     Running   4 (30s ago)   2m20s
coredns-8f9d8c7df-qt2j2   1/1     Running   4 (29s ago)   2m20s
