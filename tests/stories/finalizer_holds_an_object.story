# Deleted, but still there until somebody removes the finalizer. Fact sheet §4.5.
# preset: three-nodes
$ kubectl create configmap sticky --from-literal=a=b
configmap/sticky created
$ kubectl patch cm sticky --type=merge -p '{"metadata":{"finalizers":["example.com/wait"]}}'
configmap/sticky patched
$ kubectl delete cm sticky --timeout=2s
configmap "sticky" deleted
error: timed out waiting for the condition on configmaps/sticky
[exit 1]
$ kubectl get cm sticky -o jsonpath='{.metadata.finalizers}'
["example.com/wait"]
$ kubectl patch cm sticky --type=merge -p '{"metadata":{"finalizers":null}}'
configmap/sticky patched
$ kubectl get cm sticky
Error from server (NotFound): configmaps "sticky" not found
[exit 1]
