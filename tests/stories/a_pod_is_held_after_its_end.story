# A finalizer holds a Pod that was deleted before its container had begun: it is not gone until the finalizer is. Fact sheet §4.5, §8.
# preset: three-nodes, seed: 7
$ kubectl create -f - <<EOF
apiVersion: v1
kind: Pod
metadata: {name: a, finalizers: [example.com/hold]}
spec:
  containers: [{name: c, image: nginx:1.27}]
EOF
pod/a created
$ kubectl delete pod a --wait=false --dry-run=server
pod "a" deleted (server dry run)
$ kubectl get pod a
NAME   READY   STATUS              RESTARTS   AGE
a      0/1     ContainerCreating   0          0s
$ kubectl delete pod a --wait=false
pod "a" deleted
$ kubectl get pod a
NAME   READY   STATUS        RESTARTS   AGE
a      0/1     Terminating   0          0s
$ kubectl patch pod a --type=merge -p '{"metadata":{"finalizers":["example.com/hold","example.com/more"]}}'
The Pod "a" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/more"}
[exit 1]
$ settle
$ kubectl get pod a
NAME   READY   STATUS                   RESTARTS   AGE
a      0/1     ContainerStatusUnknown   0          60s
$ kubectl describe pod a | grep -A6 State:
    State:          Terminated
      Reason:       ContainerStatusUnknown
      Message:      The container could not be located when the pod was terminated
      Exit Code:    137
      Started:      Mon, 01 Jan 0001 00:00:00 +0000
      Finished:     Mon, 01 Jan 0001 00:00:00 +0000
    Ready:          False
$ kubectl patch pod a --type=merge -p '{"metadata":{"finalizers":null}}'
pod/a patched
$ kubectl get pod a
Error from server (NotFound): pods "a" not found
[exit 1]
