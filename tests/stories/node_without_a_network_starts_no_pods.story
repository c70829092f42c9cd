# A machine whose network plugin has no range of addresses yet is not ready, and starts only what needs no network of its own. Fact sheet §10.7, §8.4.
# preset: three-nodes
$ fault stop kube-controller-manager
$ add-node node-4
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-4"}}'
pod/tea created
$ kubectl run host --image=nginx --overrides='{"spec":{"nodeName":"node-4","hostNetwork":true}}'
pod/host created
$ run 20s
$ kubectl get node node-4 -o jsonpath='{range .status.conditions[?(@.type=="Ready")]}{.status} {.reason}: {.message}{"\n"}{end}'
False KubeletNotReady: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized
$ kubectl get pods --no-headers | sed 's/  */ /g' | cut -d ' ' -f 1,2,3
host 1/1 Running
tea 0/1 ContainerCreating
$ kubectl get events --field-selector involvedObject.name=tea -o custom-columns=TYPE:.type,REASON:.reason,MESSAGE:.message
TYPE      REASON            MESSAGE
Warning   NetworkNotReady   network is not ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized
$ fault start kube-controller-manager
$ run 45s
$ kubectl get node node-4
NAME     STATUS   ROLES    AGE   VERSION
node-4   Ready    <none>   65s   v1.36.2
$ kubectl get pods --no-headers | sed 's/  */ /g' | cut -d ' ' -f 1,2,3
host 1/1 Running
tea 1/1 Running
