"""NodeRestriction: a kubelet writes its own Node and the Pods of its own node, and cannot give its Node labels that mean trust."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object, annotations_of, labels_of
from ....machinery.resources import LEASES, NODES, PODS
from .. import errors
from ..node_authorizer import node_of, references

if TYPE_CHECKING:
    from ..server import ApiServer

MIRROR = "kubernetes.io/config.mirror"
OWN_LABELS = (
    "beta.kubernetes.io/arch",
    "beta.kubernetes.io/instance-type",
    "beta.kubernetes.io/os",
    "failure-domain.beta.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone",
    "kubernetes.io/arch",
    "kubernetes.io/hostname",
    "kubernetes.io/os",
    "node.kubernetes.io/instance-type",
    "topology.kubernetes.io/region",
    "topology.kubernetes.io/zone",
)
OWN_NAMESPACES = ("kubelet.kubernetes.io", "node.kubernetes.io")
RESERVED_NAMESPACES = ("kubernetes.io", "k8s.io")


def admit(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    node = node_of(request.user)
    if not node:
        return
    if request.resource is NODES:
        _node(request, node, obj, old)
    elif request.resource is PODS and old is None:
        _mirror(request, node, obj)
    elif request.resource is PODS and request.subresource == "status":
        _own(request, node, old, "update pod status for pods")
        if labels_of(obj) != labels_of(old or {"metadata": {}}):
            _refuse(request, f'node "{node}" cannot update labels through pod status')
    elif request.resource is LEASES and obj["metadata"].get("name") != node:
        _refuse(request, "can only access node lease with the same name as the requesting node")


def check_deletion(server: ApiServer, request: Request, obj: Object) -> None:
    """A kubelet deletes Pods of its own node."""
    node = node_of(request.user)
    if node and request.resource is PODS:
        _own(request, node, obj, "delete pods")


def check_eviction(server: ApiServer, request: Request, pod: Object) -> None:
    """A kubelet evicts Pods of its own node."""
    node = node_of(request.user)
    if node:
        _own(request, node, pod, "evict pods")


def check_token(server: ApiServer, request: Request, reference: Object | None) -> None:
    """A kubelet asks for tokens for Pods of its own node."""
    node = node_of(request.user)
    if not node:
        return
    if not reference or reference.get("kind") != "Pod":
        _refuse(request, "node requested token not bound to a pod")
    pod = server.namespaced_object(PODS, request.namespace, str((reference or {}).get("name") or ""))
    if pod is not None and pod["spec"].get("nodeName") != node:
        _refuse(request, "node requested token bound to a pod scheduled on a different node")


def _node(request: Request, node: str, obj: Object, old: Object | None) -> None:
    name = obj["metadata"].get("name", "")
    if name != node:
        _refuse(request, f'node "{node}" is not allowed to modify node "{name}"', name)
    if old is None:
        reserved = [label for label in sorted(labels_of(obj)) if _reserved(label)]
        if reserved:
            _refuse(request, f"is not allowed to set the following labels: {', '.join(reserved)}", name)
        return
    if (obj["spec"].get("taints") or []) != (old["spec"].get("taints") or []):
        _refuse(request, f'node "{node}" is not allowed to modify taints', name)
    now, before = labels_of(obj), labels_of(old)
    changed = [label for label in sorted({**now, **before}) if now.get(label) != before.get(label)]
    reserved = [label for label in changed if _reserved(label)]
    if reserved:
        _refuse(request, f"is not allowed to modify labels: {', '.join(reserved)}", name)


def _reserved(label: str) -> bool:
    """Whether a label is Kubernetes' own, and not one that kubelets set."""
    namespace, slash, _ = label.partition("/")
    if not slash or label in OWN_LABELS or _within(namespace, OWN_NAMESPACES):
        return False
    return _within(namespace, RESERVED_NAMESPACES)


def _within(namespace: str, domains: tuple[str, ...]) -> bool:
    return any(namespace == domain or namespace.endswith(f".{domain}") for domain in domains)


def _mirror(request: Request, node: str, pod: Object) -> None:
    """A kubelet makes no Pods but mirrors of its static ones."""
    name = pod["metadata"].get("name", "")
    if MIRROR not in annotations_of(pod):
        why = f'pod does not have "{MIRROR}" annotation, node "{node}" can only create mirror pods'
        _refuse(request, why, name)
    if pod["spec"].get("nodeName") != node:
        _refuse(request, f'node "{node}" can only create pods with spec.nodeName set to itself', name)
    if pod["spec"].get("serviceAccountName"):
        _refuse(request, f'node "{node}" can not create pods that reference a service account', name)
    for kind, plural in (("secret", "secrets"), ("configmap", "configmaps"), ("claim", "persistentvolumeclaims")):
        if any(references(pod, kind)):
            _refuse(request, f'node "{node}" can not create pods that reference {plural}', name)


def _own(request: Request, node: str, pod: Object | None, doing: str) -> None:
    if pod is None or pod["spec"].get("nodeName") != node:
        _refuse(request, f'node "{node}" can only {doing} with spec.nodeName set to itself')


def _refuse(request: Request, why: str, name: str = "") -> None:
    assert request.resource is not None
    raise errors.forbidden(request.resource, name or request.name, why)
