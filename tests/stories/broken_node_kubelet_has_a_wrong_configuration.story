# A kubelet that cannot read its configuration ends, and systemd starts it again every ten seconds. Fact sheet §8.1, §10.5.
# preset: three-nodes
$ ssh node-2 "cp /var/lib/kubelet/config.yaml /root/; sed -i 's/maxPods: 110/maxPods: many/' /var/lib/kubelet/config.yaml"
$ ssh node-2 systemctl restart kubelet
$ run 75s
$ kubectl get nodes
NAME            STATUS     ROLES           AGE   VERSION
control-plane   Ready      control-plane   84s   v1.36.2
node-1          Ready      <none>          84s   v1.36.2
node-2          NotReady   <none>          84s   v1.36.2
node-3          Ready      <none>          84s   v1.36.2
$ ssh node-2 systemctl status kubelet | head -9 | sed 's/since .*/since …/'
● kubelet.service - kubelet: The Kubernetes Node Agent
     Loaded: loaded (/usr/lib/systemd/system/kubelet.service; enabled; preset: enabled)
    Drop-In: /usr/lib/systemd/system/kubelet.service.d
             └─10-kubeadm.conf
     Active: activating (auto-restart) (Result: exit-code) since …
       Docs: https://kubernetes.io/docs/
    Process: 33622 ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS (code=exited, status=1/FAILURE)
   Main PID: 33622 (code=exited, status=1/FAILURE)

$ ssh node-2 "journalctl -u kubelet -n 4" | sed 's/.*node-2 //'
kubelet[33622]: I0101 00:01:20.626000   33622 server.go:527] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""
kubelet[33622]: E0101 00:01:20.676000   33622 run.go:72] "command failed" err="failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to decode, error: json: cannot unmarshal string into Go struct field KubeletConfiguration.maxPods of type int32"
systemd[1]: kubelet.service: Main process exited, code=exited, status=1/FAILURE
systemd[1]: kubelet.service: Failed with result 'exit-code'.
$ ssh node-2 "sed -i 's/maxPods: many/maxPods: 110/' /var/lib/kubelet/config.yaml; echo 'clusterDNS: : 1' >> /var/lib/kubelet/config.yaml"
$ run 15s
$ ssh node-2 "journalctl -u kubelet | grep -o 'failed to load.*' | tail -1"
failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to decode, error: error converting YAML to JSON: yaml: line 26: mapping values are not allowed in this context"
$ ssh node-2 "mv /root/config.yaml /var/lib/kubelet/config.yaml"
$ run 15s
$ ssh node-2 systemctl is-active kubelet
active
$ kubectl get nodes
NAME            STATUS   ROLES           AGE    VERSION
control-plane   Ready    control-plane   115s   v1.36.2
node-1          Ready    <none>          115s   v1.36.2
node-2          Ready    <none>          115s   v1.36.2
node-3          Ready    <none>          115s   v1.36.2
