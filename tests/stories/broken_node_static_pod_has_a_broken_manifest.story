# The scheduler's manifest cannot be read any more: its kubelet takes the Pod down, and says why in its log. Fact sheet §8.13, §10.3.
# preset: three-nodes
$ ssh control-plane "cp /etc/kubernetes/manifests/kube-scheduler.yaml /root/; sed -i 's/^spec:/spec: [/' /etc/kubernetes/manifests/kube-scheduler.yaml"
$ run 25s
$ kubectl get pods -n kube-system | grep -c scheduler
0
[exit 1]
$ kubectl run tea --image=nginx
pod/tea created
$ run 10s
$ kubectl get pod tea
NAME   READY   STATUS    RESTARTS   AGE
tea    0/1     Pending   0          10s
$ ssh control-plane crictl ps --name kube | cut -c61-130
STATE               NAME                      ATTEMPT             POD 
Running             kube-proxy                0                   6854
Running             kube-apiserver            0                   7255
Running             kube-controller-manager   0                   9699
$ ssh control-plane "journalctl -u kubelet | grep -o '\"Could not process manifest.*' | tail -1"
"Could not process manifest file" path="/etc/kubernetes/manifests/kube-scheduler.yaml" err="/etc/kubernetes/manifests/kube-scheduler.yaml: couldn't parse as pod(yaml: line 11: expected the node content, but found '-'), please check config file"
$ ssh control-plane "cp /root/kube-scheduler.yaml /etc/kubernetes/manifests/"
$ run 25s
$ kubectl get pods -n kube-system | grep scheduler
kube-scheduler-control-plane            1/1     Running   0          25s
$ kubectl get pod tea
NAME   READY   STATUS    RESTARTS   AGE
tea    1/1     Running   0          35s
