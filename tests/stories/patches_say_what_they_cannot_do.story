# Directives of strategic merge patches, and patches that are none. Fact sheet §4.7.
# preset: bare, seed: 7
$ kubectl create deployment clay --image=nginx:1.27
deployment.apps/clay created
$ kubectl patch deployment clay -p '{"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}}'
deployment.apps/clay patched
$ kubectl get deployment clay -o jsonpath='{.spec.strategy}'
{"type":"Recreate"}
$ kubectl patch deployment clay -p '{"spec":{"strategy":{"$retainKeys":["rollingUpdate"],"type":"Recreate"}}}'
Error from server (BadRequest): invalid patch format of retainKeys
[exit 1]
$ kubectl patch deployment clay -p '{"spec":{"template":{"spec":{"containers":[{"$patch":"replace"},{"name":"pot","image":"redis:7"}]}}}}'
deployment.apps/clay patched
$ kubectl get deployment clay -o jsonpath='{.spec.template.spec.containers[*].name}'
pot
$ kubectl patch deployment clay -p '{"spec":{"template":{"spec":{"containers":[{"image":"redis:7"}]}}}}'
Error from server: map: map[image:redis:7] does not contain declared merge key: name
[exit 1]
$ kubectl patch deployment clay -p '{"spec":{"template":{"spec":{"containers":[{"$patch":"delete","name":"pot"}]}}}}'
The Deployment "clay" is invalid: spec.template.spec.containers: Required value
[exit 1]
$ kubectl patch deployment clay -p '{"metadata":{"labels":{"$patch":"replace","only":"this"}}}'
deployment.apps/clay patched
$ kubectl get deployment clay -o jsonpath='{.metadata.labels}'
{"only":"this"}
$ kubectl patch deployment clay -p '{"metadata":{"labels":{"$patch":"mangle"}}}'
Error from server: unknown patch type: mangle in map: map[$patch:mangle]
[exit 1]
$ kubectl patch deployment clay -p '{"metadata":{"finalizers":["example.com/a","example.com/b"]}}'
deployment.apps/clay patched
$ kubectl patch deployment clay -p '{"metadata":{"$deleteFromPrimitiveList/finalizers":["example.com/a"]}}'
deployment.apps/clay patched
$ kubectl get deployment clay -o jsonpath='{.metadata.finalizers}'
["example.com/b"]
$ kubectl patch deployment clay -p '{"metadata":{"$deleteFromPrimitiveList/finalizers":"example.com/a"}}'
Error from server (BadRequest): invalid patch format of primitive list
[exit 1]
$ kubectl patch deployment clay -p '{"metadata":{"$setElementOrder/finalizers":"example.com/a"}}'
Error from server (BadRequest): invalid patch format of setElementOrder list
[exit 1]
$ kubectl patch deployment clay -p 'just words'
Error from server (BadRequest): json: cannot unmarshal string into Go value of type map[string]interface {}
[exit 1]
$ kubectl patch deployment clay -p '[1]'
Error from server (BadRequest): json: cannot unmarshal array into Go value of type map[string]interface {}
[exit 1]
$ kubectl patch deployment clay -p '{"spec":{"replicas":4}}' --dry-run=client -o jsonpath='{.spec.replicas}'
4
$ kubectl patch deployment clay -p '{"spec":{"replicas":1}}' --dry-run=client
deployment.apps/clay patched (no change)
$ kubectl get deployment clay -o jsonpath='{.spec.replicas}'
1
