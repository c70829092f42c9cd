"""The roles and bindings of `kubeadm init` (administrators, nodes that join, kube-proxy, CoreDNS) and of the network plugin."""

from __future__ import annotations

from ...machinery.objects import Object
from ...machinery.resources import CLUSTERROLEBINDINGS, CLUSTERROLES, ROLEBINDINGS, ROLES, Resource

GROUP = "rbac.authorization.k8s.io"
ADMINS = "kubeadm:cluster-admins"
JOINING = "system:bootstrappers:kubeadm:default-node-token"
NODES = "system:nodes"
APPROVALS = "system:certificates.k8s.io:certificatesigningrequests"
WATCH = ["list", "watch"]


def administrators() -> tuple[Resource, Object]:
    """What makes the administrators administrators."""
    return _bound("kubeadm:cluster-admins", "cluster-admin", _group(ADMINS))


def roles() -> list[tuple[Resource, Object]]:
    """All of them, in the order in which they are made."""
    return [
        administrators(),
        _role("kubeadm:get-nodes", _rule(["get"], ["nodes"])),
        _bound("kubeadm:get-nodes", "kubeadm:get-nodes", _group(JOINING)),
        _bound("kubeadm:kubelet-bootstrap", "system:node-bootstrapper", _group(JOINING)),
        _bound("kubeadm:node-autoapprove-bootstrap", f"{APPROVALS}:nodeclient", _group(JOINING)),
        _bound("kubeadm:node-autoapprove-certificate-rotation", f"{APPROVALS}:selfnodeclient", _group(NODES)),
        *_reads("kubeadm:nodes-kubeadm-config", "kubeadm-config", _group(JOINING), _group(NODES)),
        *_reads("kubeadm:kubelet-config", "kubelet-config", _group(NODES), _group(JOINING)),
        *_reads(
            "kubeadm:bootstrap-signer-clusterinfo",
            "cluster-info",
            {"apiGroup": GROUP, "kind": "User", "name": "system:anonymous"},
            namespace="kube-public",
        ),
        _role(
            "system:coredns",
            _rule(WATCH, ["endpoints", "services", "pods", "namespaces"]),
            {**_rule(WATCH, ["endpointslices"]), "apiGroups": ["discovery.k8s.io"]},
        ),
        _bound("system:coredns", "system:coredns", _account("coredns")),
        _bound("kubeadm:node-proxier", "system:node-proxier", _account("kube-proxy")),
        *_reads("kube-proxy", "kube-proxy", _group(JOINING)),
        _role(
            "kube-pod-network",
            _rule(WATCH, ["pods", "namespaces"]),
            {**_rule(WATCH, ["networkpolicies"]), "apiGroups": ["networking.k8s.io"]},
        ),
        _bound("kube-pod-network", "kube-pod-network", _account("pod-network")),
    ]


def _reads(name: str, configmap: str, *who: Object, namespace: str = "kube-system") -> list[tuple[Resource, Object]]:
    """A role that reads one ConfigMap, and who has it."""
    metadata = {"name": name, "namespace": namespace}
    role = {"metadata": metadata, "rules": [{**_rule(["get"], ["configmaps"]), "resourceNames": [configmap]}]}
    reference = {"apiGroup": GROUP, "kind": "Role", "name": name}
    return [(ROLES, role), (ROLEBINDINGS, {"metadata": metadata, "roleRef": reference, "subjects": list(who)})]


def _role(name: str, *rules: Object) -> tuple[Resource, Object]:
    return CLUSTERROLES, {"metadata": {"name": name}, "rules": list(rules)}


def _rule(verbs: list[str], resources: list[str]) -> Object:
    return {"apiGroups": [""], "resources": resources, "verbs": verbs}


def _bound(name: str, role: str, subject: Object) -> tuple[Resource, Object]:
    reference = {"apiGroup": GROUP, "kind": "ClusterRole", "name": role}
    return CLUSTERROLEBINDINGS, {"metadata": {"name": name}, "roleRef": reference, "subjects": [subject]}


def _group(name: str) -> Object:
    return {"apiGroup": GROUP, "kind": "Group", "name": name}


def _account(name: str) -> Object:
    return {"kind": "ServiceAccount", "name": name, "namespace": "kube-system"}
