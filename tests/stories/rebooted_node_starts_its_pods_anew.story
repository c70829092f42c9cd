# A machine that was without power for a minute has another boot ID; its Pods keep their names and get new sandboxes, addresses and containers. Fact sheet §10.5.
# preset: three-nodes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-2"}}'
pod/tea created
$ settle
$ kubectl get pod tea -o jsonpath='{.status.podIP} {.status.containerStatuses[0].restartCount}{"\n"}'
10.244.2.3 0
$ fault node-2 off
$ run 60s
$ kubectl get node node-2
NAME     STATUS     ROLES    AGE   VERSION
node-2   NotReady   <none>   75s   v1.36.2
$ fault node-2 on
$ run 30s
$ kubectl get node node-2
NAME     STATUS   ROLES    AGE    VERSION
node-2   Ready    <none>   105s   v1.36.2
$ kubectl get pod tea -o jsonpath='{.status.phase} {.status.podIP} {.status.containerStatuses[0].restartCount} {.status.containerStatuses[0].lastState.terminated.reason}{"\n"}'
Running 10.244.2.4 1 Unknown
$ kubectl get events --field-selector involvedObject.name=tea -o custom-columns=TYPE:.type,REASON:.reason,MESSAGE:.message | grep -E 'Sandbox|NotReady'
Warning   NodeNotReady           Node is not ready
Normal    SandboxChanged         Pod sandbox changed, it will be killed and re-created.
$ kubectl get events --field-selector involvedObject.name=node-2,reason=Rebooted -o custom-columns=TYPE:.type,MESSAGE:.message | sed 's/boot id: .*/boot id: …/'
TYPE      MESSAGE
Warning   Node node-2 has been rebooted, boot id: …
