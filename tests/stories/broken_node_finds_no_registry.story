# The registry does not answer: what is on the machine starts, what is not waits; crictl says the same as the kubelet. Fact sheet §8.8.
# preset: three-nodes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}'
pod/tea created
$ settle
$ fault registry off
$ kubectl run milk --image=redis --overrides='{"spec":{"nodeName":"node-1"}}'
pod/milk created
$ kubectl run more-tea --image=nginx --image-pull-policy=IfNotPresent --overrides='{"spec":{"nodeName":"node-1"}}'
pod/more-tea created
$ run 45s
$ kubectl get pods
NAME       READY   STATUS             RESTARTS   AGE
milk       0/1     ImagePullBackOff   0          45s
more-tea   1/1     Running            0          45s
tea        1/1     Running            0          51s
$ ssh node-1 crictl images | grep -c redis
0
[exit 1]
$ ssh node-1 crictl pull redis
FATA[0025] pulling image: rpc error: code = DeadlineExceeded desc = failed to pull and unpack image "docker.io/library/redis:latest": failed to resolve reference "docker.io/library/redis:latest": failed to do request: Head "https://registry-1.docker.io/v2/library/redis/manifests/latest": dial tcp 203.0.113.10:443: i/o timeout
[exit 1]
$ ssh node-1 "journalctl -u containerd | grep -o 'PullImage.*redis.*failed.*' | tail -1"
PullImage \"redis\" failed" error="failed to pull and unpack image \"docker.io/library/redis:latest\": failed to resolve reference \"docker.io/library/redis:latest\": failed to do request: Head \"https://registry-1.docker.io/v2/library/redis/manifests/latest\": dial tcp 203.0.113.10:443: i/o timeout"
$ fault registry on
$ run 90s
$ kubectl get pods
NAME       READY   STATUS    RESTARTS   AGE
milk       1/1     Running   0          2m41s
more-tea   1/1     Running   0          2m41s
tea        1/1     Running   0          2m47s
