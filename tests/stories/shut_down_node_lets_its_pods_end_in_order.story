# A machine that is shut down waits for its Pods, the ordinary ones before those that the node needs; none of them runs again. Fact sheet §8.13.
# preset: three-nodes
$ kubectl apply -f - <<'EOF'
apiVersion: v1
kind: Pod
metadata: {name: polite}
spec:
  nodeName: node-2
  containers: [{name: main, image: nginx}]
---
apiVersion: v1
kind: Pod
metadata: {name: deaf}
spec:
  nodeName: node-2
  containers: [{name: main, image: busybox, command: [sh, -c, "sleep 9999"]}]
EOF
pod/polite created
pod/deaf created
$ settle
$ fault shutdown node-2
$ run 5s
$ kubectl get node node-2 -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}: {.status.conditions[?(@.type=="Ready")].message}{"\n"}'
False: node is shutting down
$ kubectl get pods
NAME     READY   STATUS      RESTARTS   AGE
deaf     1/1     Running     0          11s
polite   0/1     Completed   0          11s
$ run 30s
$ kubectl get pods
NAME     READY   STATUS      RESTARTS   AGE
deaf     0/1     Error       0          41s
polite   0/1     Completed   0          41s
$ kubectl get pod deaf -o jsonpath='{.status.reason}: {.status.message}{"\n"}{.status.containerStatuses[0].state.terminated.exitCode}{"\n"}'
Terminated: Pod was terminated in response to imminent node shutdown.
137
$ kubectl get pods -n kube-system --field-selector spec.nodeName=node-2
NAME                      READY   STATUS      RESTARTS   AGE
coredns-8f9d8c7df-qt2j2   0/1     Completed   0          49s
kube-proxy-l7wch          0/1     Pending     0          9s
$ kubectl get events --field-selector involvedObject.name=node-2,reason=Shutdown -o custom-columns=TYPE:.type,REASON:.reason,MESSAGE:.message
TYPE     REASON     MESSAGE
Normal   Shutdown   Shutdown manager detected shutdown event
$ run 30s
$ kubectl get node node-2
NAME     STATUS     ROLES    AGE   VERSION
node-2   NotReady   <none>   81s   v1.36.2
$ fault node-2 on
$ settle
$ run 15s
$ kubectl get node node-2
NAME     STATUS   ROLES    AGE    VERSION
node-2   Ready    <none>   100s   v1.36.2
$ kubectl get pods
NAME     READY   STATUS      RESTARTS   AGE
deaf     0/1     Error       0          91s
polite   0/1     Completed   0          91s
$ kubectl get pods -n kube-system --field-selector spec.nodeName=node-2
NAME                      READY   STATUS      RESTARTS   AGE
coredns-8f9d8c7df-qt2j2   0/1     Completed   0          98s
kube-proxy-l7wch          1/1     Running     0          58s
