# Who leads has to renew its Lease: after 10 s without an API server the scheduler and the controller manager end, and start again. Fact sheet §10.1.
# preset: three-nodes
$ kubectl get leases -n kube-system kube-scheduler kube-controller-manager -o custom-columns=NAME:.metadata.name,SECONDS:.spec.leaseDurationSeconds,TRANSITIONS:.spec.leaseTransitions
NAME                      SECONDS   TRANSITIONS
kube-scheduler            15        0
kube-controller-manager   15        0
$ fault stop kube-apiserver
$ run 30s
$ fault start kube-apiserver
$ kubectl run tea --image=nginx
pod/tea created
$ run 30s
$ kubectl get pod tea --no-headers | sed 's/  */ /g' | cut -d ' ' -f 1,2,3
tea 1/1 Running
$ kubectl get leases -n kube-system kube-scheduler kube-controller-manager -o custom-columns=NAME:.metadata.name,SECONDS:.spec.leaseDurationSeconds,TRANSITIONS:.spec.leaseTransitions
NAME                      SECONDS   TRANSITIONS
kube-scheduler            15        1
kube-controller-manager   15        1
$ kubectl get pods -n kube-system -l tier=control-plane -o custom-columns=NAME:.metadata.name,RESTARTS:.status.containerStatuses[0].restartCount
NAME                                    RESTARTS
etcd-control-plane                      0
kube-apiserver-control-plane            1
kube-controller-manager-control-plane   1
kube-scheduler-control-plane            1
