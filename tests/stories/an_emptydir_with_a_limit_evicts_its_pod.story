# Local storage has limits of its own: an emptyDir's, a container's. Who holds more is evicted, whatever the node has left. Fact sheet §8.11.
# preset: three-nodes
$ cat > pods.yaml <<'END'
apiVersion: v1
kind: Pod
metadata: {name: volume}
spec:
  containers:
  - name: main
    image: busybox
    command: [sh, -c, "dd if=/dev/zero of=/data/file bs=1M count=20; sleep 30; dd if=/dev/zero of=/data/file bs=1M count=80; sleep 1d"]
    volumeMounts: [{name: scratch, mountPath: /data}]
  volumes: [{name: scratch, emptyDir: {sizeLimit: 50Mi}}]
---
apiVersion: v1
kind: Pod
metadata: {name: layer}
spec:
  containers:
  - name: main
    image: busybox
    command: [sh, -c, "fallocate -l 300M /tmp/file; sleep 1d"]
    resources: {limits: {ephemeral-storage: 200Mi}}
---
apiVersion: v1
kind: Pod
metadata: {name: modest}
spec:
  containers:
  - name: main
    image: busybox
    command: [sh, -c, "dd if=/dev/zero of=/tmp/file bs=1M count=190; rm /tmp/file; dd if=/dev/zero of=/tmp/other bs=1M count=190; sleep 1d"]
    resources: {limits: {ephemeral-storage: 200Mi}}
END
$ kubectl apply -f pods.yaml
pod/volume created
pod/layer created
pod/modest created
$ run 20s
$ kubectl get pods -o custom-columns=NAME:.metadata.name,PHASE:.status.phase,REASON:.status.reason,MESSAGE:.status.message
NAME     PHASE     REASON    MESSAGE
layer    Failed    Evicted   Pod ephemeral local storage usage exceeds the total limit of containers 200Mi. 
modest   Running   <none>    <none>
volume   Running   <none>    <none>
$ run 40s
$ kubectl get pods -o custom-columns=NAME:.metadata.name,PHASE:.status.phase,REASON:.status.reason,MESSAGE:.status.message
NAME     PHASE     REASON    MESSAGE
layer    Failed    Evicted   Pod ephemeral local storage usage exceeds the total limit of containers 200Mi. 
modest   Running   <none>    <none>
volume   Failed    Evicted   Usage of EmptyDir volume "scratch" exceeds the limit "50Mi". 
$ kubectl get pod volume -o jsonpath='{.status.conditions[?(@.type=="DisruptionTarget")].reason}{"\n"}'
TerminationByKubelet
