"""A worker node: the processes that make a machine part of the cluster. kubelet, container runtime, kube-proxy, Pod network."""
