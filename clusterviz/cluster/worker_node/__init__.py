"""A worker node: a VM or server that runs Pods. kubelet, container runtime, kube-proxy, Pod network."""
