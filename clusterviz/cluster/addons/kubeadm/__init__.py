"""What `kubeadm init` leaves in a new cluster: roles, CoreDNS, kube-proxy and their configuration. Fact sheet §16.5."""

from __future__ import annotations

from ...machinery.dns import ANSWER_TTL_S, CLUSTER_DNS
from ...machinery.objects import Object
from ...machinery.resources import CONFIGMAPS, DAEMONSETS, DEPLOYMENTS, SERVICEACCOUNTS, SERVICES, Resource
from .roles import administrators, roles

__all__ = ["administrators", "coredns", "dns_service", "kube_proxy", "objects", "roles"]

VERSION = "v1.36.2"
COREDNS_IMAGE = "registry.k8s.io/coredns/coredns:v1.13.1"
PROXY_IMAGE = f"registry.k8s.io/kube-proxy:{VERSION}"

COREFILE = f""".:53 {{
    errors
    health {{
       lameduck 5s
    }}
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {{
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl {ANSWER_TTL_S}
    }}
    prometheus :9153
    forward . /etc/resolv.conf {{
       max_concurrent 1000
    }}
    cache 30 {{
       disable success cluster.local
       disable denial cluster.local
    }}
    loop
    reload
    loadbalance
}}
"""
PROXY_CONFIG = """apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clusterCIDR: 10.244.0.0/16
mode: iptables
iptables:
  minSyncPeriod: 1s
  syncPeriod: 30s
"""
CLUSTER_CONFIG = f"""apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
clusterName: kubernetes
kubernetesVersion: {VERSION}
networking:
  dnsDomain: cluster.local
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.96.0.0/16
"""
KUBELET_CONFIG = f"""apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
clusterDNS:
- {CLUSTER_DNS}
clusterDomain: cluster.local
staticPodPath: /etc/kubernetes/manifests
"""
CLUSTER_INFO = """apiVersion: v1
kind: Config
clusters:
- cluster:
    server: https://172.18.0.2:6443
  name: ""
"""
DNS_PORTS = (("dns", 53, "UDP"), ("dns-tcp", 53, "TCP"), ("metrics", 9153, "TCP"))


def objects() -> list[tuple[Resource, Object]]:
    """All but the roles, in the order in which it is created."""
    return [
        (CONFIGMAPS, _config("kubeadm-config", {"ClusterConfiguration": CLUSTER_CONFIG})),
        (CONFIGMAPS, _config("kubelet-config", {"kubelet": KUBELET_CONFIG})),
        (CONFIGMAPS, _config("cluster-info", {"kubeconfig": CLUSTER_INFO}, namespace="kube-public")),
        (CONFIGMAPS, _config("coredns", {"Corefile": COREFILE})),
        (CONFIGMAPS, _config("kube-proxy", {"config.conf": PROXY_CONFIG}, labels={"app": "kube-proxy"})),
        (SERVICEACCOUNTS, {"metadata": {"name": "coredns", "namespace": "kube-system"}}),
        (SERVICEACCOUNTS, {"metadata": {"name": "kube-proxy", "namespace": "kube-system"}}),
        (SERVICEACCOUNTS, {"metadata": {"name": "pod-network", "namespace": "kube-system"}}),
        (SERVICES, dns_service()),
        (DEPLOYMENTS, coredns()),
        (DAEMONSETS, kube_proxy()),
    ]


def _config(
    name: str, data: dict[str, str], namespace: str = "kube-system", labels: dict[str, str] | None = None
) -> Object:
    metadata: Object = {"name": name, "namespace": namespace}
    if labels:
        metadata["labels"] = labels
    return {"metadata": metadata, "data": data}


def dns_service() -> Object:
    """The Service whose address stands in every Pod's /etc/resolv.conf."""
    labels = {"k8s-app": "kube-dns", "kubernetes.io/cluster-service": "true", "kubernetes.io/name": "CoreDNS"}
    ports = [
        {"name": name, "port": port, "protocol": protocol, "targetPort": port} for name, port, protocol in DNS_PORTS
    ]
    return {
        "metadata": {
            "name": "kube-dns",
            "namespace": "kube-system",
            "labels": labels,
            "annotations": {"prometheus.io/port": "9153", "prometheus.io/scrape": "true"},
        },
        "spec": {
            "clusterIP": CLUSTER_DNS,
            "clusterIPs": [CLUSTER_DNS],
            "ports": ports,
            "selector": {"k8s-app": "kube-dns"},
        },
    }


def coredns() -> Object:
    """CoreDNS: two replicas that may also run on the control plane's node."""
    labels = {"k8s-app": "kube-dns"}
    term = {
        "podAffinityTerm": {
            "labelSelector": {"matchExpressions": [{"key": "k8s-app", "operator": "In", "values": ["kube-dns"]}]},
            "topologyKey": "kubernetes.io/hostname",
        },
        "weight": 100,
    }
    health: Object = {"httpGet": {"path": "/health", "port": 8080, "scheme": "HTTP"}}
    ready: Object = {"httpGet": {"path": "/ready", "port": 8181, "scheme": "HTTP"}}
    container = {
        "name": "coredns",
        "image": COREDNS_IMAGE,
        "imagePullPolicy": "IfNotPresent",
        "args": ["-conf", "/etc/coredns/Corefile"],
        "resources": {"limits": {"memory": "170Mi"}, "requests": {"cpu": "100m", "memory": "70Mi"}},
        "volumeMounts": [{"name": "config-volume", "mountPath": "/etc/coredns", "readOnly": True}],
        "ports": [
            *({"containerPort": port, "name": name, "protocol": protocol} for name, port, protocol in DNS_PORTS),
            {"containerPort": 8080, "name": "liveness-probe", "protocol": "TCP"},
            {"containerPort": 8181, "name": "readiness-probe", "protocol": "TCP"},
        ],
        "livenessProbe": {
            **health,
            "initialDelaySeconds": 60,
            "timeoutSeconds": 5,
            "successThreshold": 1,
            "failureThreshold": 5,
        },
        "readinessProbe": ready,
    }
    spec = {
        "affinity": {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [term]}},
        "containers": [container],
        "dnsPolicy": "Default",
        "nodeSelector": {"kubernetes.io/os": "linux"},
        "priorityClassName": "system-cluster-critical",
        "serviceAccountName": "coredns",
        "tolerations": [
            {"key": "CriticalAddonsOnly", "operator": "Exists"},
            {"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"},
        ],
        "volumes": [
            {
                "name": "config-volume",
                "configMap": {"name": "coredns", "items": [{"key": "Corefile", "path": "Corefile"}]},
            }
        ],
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "coredns", "namespace": "kube-system", "labels": labels},
        "spec": {
            "replicas": 2,
            "selector": {"matchLabels": labels},
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1}},
            "template": {"metadata": {"labels": labels}, "spec": spec},
        },
    }


def kube_proxy() -> Object:
    """kube-proxy: one Pod per node, whatever its taints."""
    labels = {"k8s-app": "kube-proxy"}
    container = {
        "name": "kube-proxy",
        "image": PROXY_IMAGE,
        "imagePullPolicy": "IfNotPresent",
        "command": [
            "/usr/local/bin/kube-proxy",
            "--config=/var/lib/kube-proxy/config.conf",
            "--hostname-override=$(NODE_NAME)",
        ],
        "env": [{"name": "NODE_NAME", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}],
        "securityContext": {"privileged": True},
        "volumeMounts": [
            {"name": "kube-proxy", "mountPath": "/var/lib/kube-proxy"},
            {"name": "xtables-lock", "mountPath": "/run/xtables.lock"},
            {"name": "lib-modules", "mountPath": "/lib/modules", "readOnly": True},
        ],
    }
    spec = {
        "containers": [container],
        "hostNetwork": True,
        "nodeSelector": {"kubernetes.io/os": "linux"},
        "priorityClassName": "system-node-critical",
        "serviceAccountName": "kube-proxy",
        "tolerations": [{"operator": "Exists"}],
        "volumes": [
            {"name": "kube-proxy", "configMap": {"name": "kube-proxy"}},
            {"name": "xtables-lock", "hostPath": {"path": "/run/xtables.lock", "type": "FileOrCreate"}},
            {"name": "lib-modules", "hostPath": {"path": "/lib/modules"}},
        ],
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": "kube-proxy", "namespace": "kube-system", "labels": labels},
        "spec": {
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": spec},
            "updateStrategy": {"type": "RollingUpdate"},
        },
    }
