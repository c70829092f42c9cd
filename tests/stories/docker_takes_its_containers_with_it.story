# Without live-restore dockerd stops its containers when it ends; the node is not ready until it is back. Fact sheet §9.5, §10.6.
# preset: runtimes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-3"}}'
pod/tea created
$ kubectl run milk --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}'
pod/milk created
$ settle
$ fault stop dockerd/node-3
$ fault stop container-runtime/node-1
$ run 90s
$ kubectl get nodes
NAME            STATUS     ROLES           AGE    VERSION
control-plane   Ready      control-plane   105s   v1.36.2
node-1          NotReady   <none>          105s   v1.36.2
node-2          Ready      <none>          105s   v1.36.2
node-3          NotReady   <none>          105s   v1.36.2
$ kubectl get node node-3 -o jsonpath='{.status.conditions[?(@.type=="Ready")].message}{"\n"}'
[container runtime is down, container runtime not ready: RuntimeReady=false reason:DockerDaemonNotReady message:docker: failed to get docker version: failed to get docker version from dockerd: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?]
$ kubectl get node node-1 -o jsonpath='{.status.conditions[?(@.type=="Ready")].message}{"\n"}'
container runtime is down
$ fault start dockerd/node-3
$ fault start container-runtime/node-1
$ run 30s
$ kubectl get nodes
NAME            STATUS   ROLES           AGE     VERSION
control-plane   Ready    control-plane   2m15s   v1.36.2
node-1          Ready    <none>          2m15s   v1.36.2
node-2          Ready    <none>          2m15s   v1.36.2
node-3          Ready    <none>          2m15s   v1.36.2
$ kubectl get pods
NAME   READY   STATUS    RESTARTS     AGE
milk   1/1     Running   0            2m6s
tea    1/1     Running   1 (2m ago)   2m6s
$ kubectl events --for pod/tea --types=Normal | grep -c SandboxChanged
1
