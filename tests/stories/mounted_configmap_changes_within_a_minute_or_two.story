# What a ConfigMap holds changes while a Pod has it mounted: its volume follows, its variables and a subPath do not. Without the ConfigMap the files stay. Fact sheet §8.4, §8.12.
# preset: three-nodes
$ kubectl create configmap settings --from-literal=colour=blue
configmap/settings created
$ kubectl create secret generic door --from-literal=word=sesame
secret/door created
$ kubectl apply -f - <<'END'
apiVersion: v1
kind: Pod
metadata: {name: reader}
spec:
  containers:
  - name: main
    image: busybox
    command: [sleep, "9999"]
    env: [{name: COLOUR, valueFrom: {configMapKeyRef: {name: settings, key: colour}}}]
    volumeMounts:
    - {name: settings, mountPath: /etc/settings}
    - {name: settings, mountPath: /etc/colour, subPath: colour}
    - {name: door, mountPath: /etc/door}
  volumes:
  - {name: settings, configMap: {name: settings}}
  - {name: door, secret: {secretName: door}}
END
pod/reader created
$ settle
$ kubectl exec reader -- sh -c 'cat /etc/settings/colour; echo; cat /etc/door/word; echo; ls /etc/settings'
blue
sesame
colour
$ kubectl patch configmap settings -p '{"data":{"colour":"red","size":"large"}}'
configmap/settings patched
$ kubectl patch secret door -p '{"stringData":{"word":"mellon"}}'
secret/door patched
$ kubectl exec reader -- sh -c 'cat /etc/settings/colour; echo; cat /etc/door/word; echo'
blue
sesame
$ run 90s
$ kubectl exec reader -- sh -c 'cat /etc/settings/colour; echo; cat /etc/settings/size; echo; cat /etc/door/word; echo'
red
large
mellon
$ kubectl exec reader -- sh -c 'cat /etc/colour; echo; echo $COLOUR'
blue
blue
$ kubectl delete configmap settings
configmap "settings" deleted
$ run 90s
$ kubectl exec reader -- sh -c 'cat /etc/settings/colour; echo'
red
$ kubectl get events --field-selector involvedObject.name=reader,reason=FailedMount -o custom-columns=TYPE:.type,MESSAGE:.message
TYPE      MESSAGE
Warning   MountVolume.SetUp failed for volume "settings" : configmap "settings" not found
$ kubectl get pod reader
NAME     READY   STATUS    RESTARTS   AGE
reader   1/1     Running   0          3m5s
