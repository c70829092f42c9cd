# cri-dockerd answers for a dockerd that does not; its containers are gone with it, and come back with it. Fact sheet §9.5, §10.6.
# preset: runtimes
$ kubectl run tea --image=nginx --overrides='{"spec":{"nodeName":"node-3"}}'
pod/tea created
$ settle
$ ssh node-3 docker ps | grep -c Up
4
$ ssh node-3 systemctl stop docker
$ run 75s
$ kubectl get nodes
NAME            STATUS     ROLES           AGE   VERSION
control-plane   Ready      control-plane   90s   v1.36.2
node-1          Ready      <none>          90s   v1.36.2
node-2          Ready      <none>          90s   v1.36.2
node-3          NotReady   <none>          90s   v1.36.2
$ ssh node-3 docker ps
Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?
[exit 1]
$ ssh node-3 systemctl is-active containerd docker cri-docker kubelet
active
inactive
active
active
[exit 3]
$ ssh node-3 pstree
systemd─┬─sshd
        ├─containerd
        ├─cri-dockerd
        └─kubelet
$ ssh node-3 "journalctl -u kubelet | grep -o '\"Container runtime not ready.*' | tail -1"
"Container runtime not ready" runtimeReady="RuntimeReady=false reason:DockerDaemonNotReady message:docker: failed to get docker version: failed to get docker version from dockerd: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"
$ ssh node-3 "journalctl -u docker -n 3" | sed 's/.*systemd/systemd/'
systemd[1]: Stopping docker.service - Docker Application Container Engine...
systemd[1]: docker.service: Deactivated successfully.
systemd[1]: Stopped docker.service - Docker Application Container Engine.
$ ssh node-3 systemctl start docker
$ run 30s
$ kubectl get nodes
NAME            STATUS   ROLES           AGE    VERSION
control-plane   Ready    control-plane   2m1s   v1.36.2
node-1          Ready    <none>          2m1s   v1.36.2
node-2          Ready    <none>          2m1s   v1.36.2
node-3          Ready    <none>          2m1s   v1.36.2
$ kubectl get pod tea
NAME   READY   STATUS    RESTARTS       AGE
tea    1/1     Running   1 (106s ago)   112s
$ ssh node-3 pstree
systemd─┬─sshd
        ├─containerd
        ├─cri-dockerd
        ├─kubelet
        ├─2*[containerd-shim───pause]
        ├─containerd-shim───kube-proxy
        ├─containerd-shim───nginx───4*[nginx]
        └─dockerd
