# Two people change one object: who writes from an old copy is refused, who patches is not. Fact sheet §12.14.
# preset: bare
$ kubectl create configmap conf --from-literal=a=1
configmap/conf created
$ kubectl get configmap conf -o yaml > mine.yaml
$ kubectl patch configmap conf -p '{"data":{"a":"2"}}'
configmap/conf patched
$ sed 's/a: "1"/a: "3"/' mine.yaml | kubectl replace -f -
Error from server (Conflict): error when replacing "STDIN": Operation cannot be fulfilled on configmaps "conf": the object has been modified; please apply your changes to the latest version and try again
[exit 1]
$ kubectl patch configmap conf -p '{"data":{"b":"4"}}'
configmap/conf patched
$ kubectl get configmap conf -o jsonpath='{.data}{"\n"}'
{"a":"2","b":"4"}
