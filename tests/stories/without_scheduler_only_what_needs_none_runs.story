# Without a scheduler a Pod has no events and no conditions; those that name their node run, DaemonSets' Pods wait; all are bound when it is back. Fact sheet §10.3.
# preset: three-nodes
$ fault stop kube-scheduler
$ kubectl run tea --image=nginx
pod/tea created
$ kubectl run told --image=nginx --overrides='{"spec":{"nodeName":"node-2"}}'
pod/told created
$ kubectl apply -f - <<'EOF'
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: each}
spec:
  selector: {matchLabels: {app: each}}
  template:
    metadata: {labels: {app: each}}
    spec: {containers: [{name: c, image: nginx}]}
EOF
daemonset.apps/each created
$ ssh control-plane "mv /etc/kubernetes/manifests/kube-controller-manager.yaml /root/"
$ run 40s
$ kubectl get pods -n kube-system -l component=kube-controller-manager
No resources found in kube-system namespace.
$ ssh control-plane "mv /root/kube-controller-manager.yaml /etc/kubernetes/manifests/"
$ run 40s
$ kubectl get pods -n kube-system -l component=kube-controller-manager --no-headers | sed 's/  */ /g' | cut -d ' ' -f 1-3
kube-controller-manager-control-plane 1/1 Running
$ kubectl get pods --no-headers | sed 's/  */ /g' | cut -d ' ' -f 2,3
0/1 Pending
0/1 Pending
0/1 Pending
0/1 Pending
1/1 Running
$ kubectl get pod tea -o jsonpath='{.status}{"\n"}'
{"phase":"Pending","qosClass":"BestEffort"}
$ kubectl get events --field-selector involvedObject.name=tea
No resources found in default namespace.
$ fault start kube-scheduler
$ run 20s
$ kubectl get pods --no-headers | sed 's/  */ /g' | cut -d ' ' -f 2,3
1/1 Running
1/1 Running
1/1 Running
1/1 Running
1/1 Running
