# ErrImagePull, then ImagePullBackOff. Fact sheet §8.8.
# preset: three-nodes
$ kubectl run ghost --image=registry.example.com/nope:1
pod/ghost created
$ kubectl wait --for=jsonpath='{.status.containerStatuses[0].state.waiting.reason}'=ImagePullBackOff pod/ghost --timeout=60s
pod/ghost condition met
$ kubectl set image pod/ghost ghost=nginx
pod/ghost image updated
$ run 60s
$ kubectl get pod ghost -o jsonpath='{.status.phase}'
Running
