# containerd, CRI-O and Docker behind cri-dockerd: the same Pods, other ids, other words for what goes wrong. Fact sheet §9.5.
# preset: runtimes
$ kubectl get nodes -o custom-columns=NAME:.metadata.name,RUNTIME:.status.nodeInfo.containerRuntimeVersion
NAME            RUNTIME
control-plane   containerd://2.2.0
node-1          containerd://2.2.0
node-2          cri-o://1.36.0
node-3          docker://28.5.2
$ kubectl run pod-1 --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}'
pod/pod-1 created
$ kubectl run pod-2 --image=nginx --overrides='{"spec":{"nodeName":"node-2"}}'
pod/pod-2 created
$ kubectl run pod-3 --image=nginx --overrides='{"spec":{"nodeName":"node-3"}}'
pod/pod-3 created
$ settle
$ kubectl get pods -o wide
NAME    READY   STATUS    RESTARTS   AGE   IP           NODE     NOMINATED NODE   READINESS GATES
pod-1   1/1     Running   0          6s    10.244.1.3   node-1   <none>           <none>
pod-2   1/1     Running   0          6s    10.244.2.3   node-2   <none>           <none>
pod-3   1/1     Running   0          6s    10.244.3.2   node-3   <none>           <none>
$ kubectl get pods -o yaml | grep -o 'containerID: [a-z-]*'
containerID: containerd
containerID: cri-o
containerID: docker
$ kubectl run typo-1 --image=nginx --overrides='{"spec":{"nodeName":"node-1"}}' --command -- ngnix
pod/typo-1 created
$ kubectl run typo-2 --image=nginx --overrides='{"spec":{"nodeName":"node-2"}}' --command -- ngnix
pod/typo-2 created
$ kubectl run typo-3 --image=nginx --overrides='{"spec":{"nodeName":"node-3"}}' --command -- ngnix
pod/typo-3 created
$ run 4s
$ kubectl get pods typo-1 typo-2 typo-3 -o custom-columns=NAME:.metadata.name,REASON:.status.containerStatuses[0].state.waiting.reason,MESSAGE:.status.containerStatuses[0].state.waiting.message
NAME     REASON                 MESSAGE
typo-1   RunContainerError      failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "ngnix": executable file not found in $PATH
typo-2   CreateContainerError   container create failed: runc create failed: unable to start container process: error during container init: exec: "ngnix": executable file not found in $PATH
typo-3   RunContainerError      Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "ngnix": executable file not found in $PATH: unknown
$ kubectl get pods typo-1 typo-2 typo-3 -o custom-columns=NAME:.metadata.name,LAST:.status.containerStatuses[0].lastState.terminated.reason,CODE:.status.containerStatuses[0].lastState.terminated.exitCode
NAME     LAST                 CODE
typo-1   StartError           128
typo-2   <none>               <none>
typo-3   ContainerCannotRun   127
