# A Pod that may not restart has run its init container when its machine loses power: there is no second sandbox for it. Fact sheet §8.5.
# preset: three-nodes
$ kubectl apply -f - <<END
apiVersion: v1
kind: Pod
metadata: {name: once}
spec:
  nodeName: node-1
  restartPolicy: Never
  initContainers:
  - {name: first, image: busybox, command: ["true"]}
  containers:
  - {name: main, image: no-such-image}
END
pod/once created
$ run 20s
$ kubectl get pod once --no-headers | sed 's/  *[0-9a-z]*$//;s/ErrImagePull/ImagePullBackOff/'
once   0/1   ImagePullBackOff   0
$ fault node-1 off
$ run 30s
$ fault node-1 on
$ run 3m
$ kubectl get pod once -o jsonpath='{.status.phase} {.status.initContainerStatuses[0].state.terminated.reason} {.status.containerStatuses[0].state.waiting.reason}{"\n"}'
Pending Completed PodInitializing
$ ssh node-1 crictl pods --name once --state ready -q
