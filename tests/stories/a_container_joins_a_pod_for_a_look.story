# kubectl debug: an ephemeral container, a copy with a shell, and a Pod that looks at a node. Fact sheet §8.5, §13.
# preset: three-nodes
$ kubectl run web --image=nginx
pod/web created
$ settle
$ kubectl debug web --image=busybox --target=web -c look --profile=general -- sh -c 'echo I look; sleep 5'
Targeting container "web". If you don't see processes from this container it may be because the container runtime doesn't support this feature.
$ run 5s
$ kubectl get pod web -o jsonpath='{.spec.ephemeralContainers[0].name} {.spec.ephemeralContainers[0].targetContainerName} {.status.ephemeralContainerStatuses[0].state}{"\n"}' | sed 's/"startedAt.*"/…/'
look web {"running":{…}}
$ kubectl logs web -c look
I look
$ kubectl get pod web --no-headers | sed 's/  *[0-9]*s$//'
web   1/1   Running   0
$ run 10s
$ kubectl get pod web -o jsonpath='{.status.ephemeralContainerStatuses[0].state.terminated.reason} {.status.phase}{"\n"}'
Completed Running
$ kubectl debug web --image=busybox --target=nobody -c again --profile=general
Targeting container "nobody". If you don't see processes from this container it may be because the container runtime doesn't support this feature.
The Pod "web" is invalid: spec.ephemeralContainers[0].targetContainerName: Not found: "nobody"
[exit 1]
$ kubectl debug web --image=busybox -c web --profile=general
The Pod "web" is invalid: spec.ephemeralContainers[0].name: Duplicate value: "web"
[exit 1]
$ kubectl get pod web -o json | sed 's/"image": "busybox"/"image": "nginx"/' | kubectl replace --raw /api/v1/namespaces/default/pods/web/ephemeralcontainers -f -
The Pod "web" is invalid: spec.ephemeralContainers: Forbidden: existing ephemeral containers "look" may not be changed

[exit 1]
$ kubectl debug web --image=busybox -i --profile=general -q -- echo hello
hello
$ kubectl debug web --copy-to=copy --set-image=*=nginx:1.27 --profile=general
$ settle
$ kubectl get pod copy -o jsonpath='{.spec.containers[*].image} {.status.phase} {.metadata.labels}{"\n"}'
nginx:1.27 Running 
$ kubectl debug node/node-2 --image=busybox -i --profile=general -q -- echo on the node
on the node
$ kubectl get pods --no-headers -o custom-columns=NAME:.metadata.name,NODE:.spec.nodeName,PHASE:.status.phase | sed 's/node-2-[a-z0-9]*/node-2-…/' | grep debugger
node-debugger-node-2-…   node-2   Succeeded
