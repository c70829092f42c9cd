# Without a name server the machine finds no registry: what is pulled already runs, what is not does not. Fact sheet §8.8.
# preset: three-nodes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}'
pod/tea created
$ settle
$ ssh node-1 "echo '# nothing' > /etc/resolv.conf"
$ kubectl run milk --image=redis --overrides='{"spec":{"nodeName":"node-1"}}'
pod/milk created
$ run 5s
$ kubectl get pods
NAME   READY   STATUS         RESTARTS   AGE
milk   0/1     ErrImagePull   0          5s
tea    1/1     Running        0          11s
$ kubectl get pod milk -o jsonpath='{.status.containerStatuses[0].state.waiting.message}{"\n"}'
rpc error: code = Unknown desc = failed to pull and unpack image "docker.io/library/redis:latest": failed to resolve reference "docker.io/library/redis:latest": failed to do request: Head "https://registry-1.docker.io/v2/library/redis/manifests/latest": dial tcp: lookup registry-1.docker.io on [::1]:53: read udp 172.18.0.3:41022->[::1]:53: connection refused
$ ssh node-1 cat /etc/resolv.conf
# nothing
$ ssh node-1 crictl pull redis
FATA[0001] pulling image: rpc error: code = Unknown desc = failed to pull and unpack image "docker.io/library/redis:latest": failed to resolve reference "docker.io/library/redis:latest": failed to do request: Head "https://registry-1.docker.io/v2/library/redis/manifests/latest": dial tcp: lookup registry-1.docker.io on [::1]:53: read udp 172.18.0.3:41022->[::1]:53: connection refused
[exit 1]
$ ssh node-1 "journalctl -u kubelet | grep -o '\"Failed to pull image.*' | tail -1"
"Failed to pull image" err="rpc error: code = Unknown desc = failed to pull and unpack image \"docker.io/library/redis:latest\": failed to resolve reference \"docker.io/library/redis:latest\": failed to do request: Head \"https://registry-1.docker.io/v2/library/redis/manifests/latest\": dial tcp: lookup registry-1.docker.io on [::1]:53: read udp 172.18.0.3:41022->[::1]:53: connection refused" image="redis"
$ ssh node-1 "echo 'nameserver 192.0.2.53' > /etc/resolv.conf; crictl pull redis"
FATA[0001] pulling image: rpc error: code = Unknown desc = failed to pull and unpack image "docker.io/library/redis:latest": failed to resolve reference "docker.io/library/redis:latest": failed to do request: Head "https://registry-1.docker.io/v2/library/redis/manifests/latest": dial tcp: lookup registry-1.docker.io on 192.0.2.53:53: read udp 172.18.0.3:41022->192.0.2.53:53: i/o timeout
[exit 1]
$ ssh node-1 "echo 'nameserver 172.18.0.1' > /etc/resolv.conf; crictl pull redis" | sed 's/sha256:.*/sha256:…/'
Image is up to date for sha256:…
$ run 60s
$ kubectl get pods
NAME   READY   STATUS    RESTARTS   AGE
milk   1/1     Running   0          71s
tea    1/1     Running   0          77s
