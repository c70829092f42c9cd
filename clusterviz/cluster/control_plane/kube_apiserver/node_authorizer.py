"""The Node authorizer: a kubelet may do what kubelets do, and reads only what Pods of its own node refer to. Fact sheet §16.6."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ...machinery.api import User
from ...machinery.objects import Object, make_key, namespace_of
from ...machinery.policy_rules import covers_resource
from ...machinery.resources import PERSISTENTVOLUMECLAIMS, PODS
from .bootstrap_policy.component_roles import NODE
from .rbac import Deed

if TYPE_CHECKING:
    from .server import ApiServer

GROUP, PREFIX = "system:nodes", "system:node:"
LEASE_NAMESPACE = "kube-node-lease"
READ = ("get", "list", "watch")
WRITE = ("create", "update", "patch", "delete", "get")
REFERRED = {"secrets": "secret", "configmaps": "configmap", "persistentvolumeclaims": "claim"}


def node_of(user: User) -> str:
    """The node whose kubelet this user is; "" if they are none."""
    return user.name.removeprefix(PREFIX) if GROUP in user.groups and user.name.startswith(PREFIX) else ""


def judge(server: ApiServer, node: str, deed: Deed) -> tuple[bool, str]:
    """(may it?, why not). Without a reason others are asked."""
    if deed.path:
        return False, ""
    match deed.group, deed.resource:
        case "", "nodes":
            return _own_node(node, deed)
        case "", "pods" if deed.verb in READ:
            return _own_pod(server, node, deed)
        case "", "secrets" | "configmaps" | "persistentvolumeclaims":
            if deed.verb not in READ:
                return False, "can only read resources of this type"
            return _referred(server, node, deed, REFERRED[deed.resource])
        case "", "persistentvolumes":
            return _referred(server, node, deed, "volume")
        case "", "serviceaccounts/token":
            return _referred(server, node, deed, "account")
        case "coordination.k8s.io", "leases":
            return _own_lease(node, deed)
        case "storage.k8s.io", "csinodes":
            if deed.name not in ("", node):
                return False, "can only access CSINode with the same name as the requesting node"
    return any(_allows(rule, deed) for rule in NODE), ""


def _own_node(node: str, deed: Deed) -> tuple[bool, str]:
    if deed.verb in ("create", "update", "patch"):
        return True, ""  # NodeRestriction sees to it that it is its own
    if deed.verb in READ:
        if deed.name == node:
            return True, ""
        if deed.name:
            return False, f"node '{node}' cannot read '{deed.name}', only its own Node object"
        return False, f"node '{node}' cannot read all nodes, only its own Node object"
    return False, ""


def _own_pod(server: ApiServer, node: str, deed: Deed) -> tuple[bool, str]:
    if deed.name:
        pod = server.namespaced_object(PODS, deed.namespace, deed.name)
        if pod is not None and pod["spec"].get("nodeName") == node:
            return True, ""
        return False, _no_relationship(node)
    if deed.node == node:
        return True, ""
    return False, "can only list/watch pods with spec.nodeName field selector"


def _own_lease(node: str, deed: Deed) -> tuple[bool, str]:
    if deed.verb not in WRITE:
        return False, "can only get, create, update, patch, or delete a node lease"
    if deed.namespace != LEASE_NAMESPACE:
        return False, f'can only access leases in the "{LEASE_NAMESPACE}" system namespace'
    if deed.verb != "create" and deed.name != node:
        return False, "can only access node lease with the same name as the requesting node"
    return True, ""


def _referred(server: ApiServer, node: str, deed: Deed, kind: str) -> tuple[bool, str]:
    """Whether a Pod of this node refers to the object."""
    if not deed.name:
        return False, "No Object name found"
    for pod in server.cache.of(PODS).objects.values():
        if pod["spec"].get("nodeName") != node:
            continue
        if kind == "volume":
            if any(_volume_of(server, pod, claim) == deed.name for claim in _claims(pod)):
                return True, ""
        elif namespace_of(pod) == deed.namespace and deed.name in references(pod, kind):
            return True, ""
    return False, _no_relationship(node)


def _no_relationship(node: str) -> str:
    return f"no relationship found between node '{node}' and this object"


def references(pod: Object, kind: str) -> Iterator[str]:
    """The names of the `secret`, `configmap`, `claim` or `account` objects that a Pod needs."""
    spec = pod["spec"]
    if kind == "account":
        yield spec.get("serviceAccountName", "")
    elif kind == "claim":
        yield from _claims(pod)
    else:
        yield from _in_volumes(spec, kind)
        yield from _in_environment(spec, kind)
        if kind == "secret":
            yield from (one.get("name", "") for one in spec.get("imagePullSecrets") or ())


def _claims(pod: Object) -> Iterator[str]:
    for volume in pod["spec"].get("volumes") or ():
        if volume.get("persistentVolumeClaim"):
            yield volume["persistentVolumeClaim"].get("claimName", "")
        elif "ephemeral" in volume:
            yield f"{pod['metadata']['name']}-{volume['name']}"


def _volume_of(server: ApiServer, pod: Object, claim: str) -> str:
    found = server.cache.of(PERSISTENTVOLUMECLAIMS).objects.get(make_key(namespace_of(pod), claim))
    return str((found or {}).get("spec", {}).get("volumeName", ""))


def _in_volumes(spec: Object, kind: str) -> Iterator[str]:
    for volume in spec.get("volumes") or ():
        for source in (volume, *((volume.get("projected") or {}).get("sources") or ())):
            if kind == "secret" and source.get("secret"):
                yield source["secret"].get("secretName") or source["secret"].get("name", "")
            if kind == "configmap" and source.get("configMap"):
                yield source["configMap"].get("name", "")


def _in_environment(spec: Object, kind: str) -> Iterator[str]:
    one, all_of = ("secretKeyRef", "secretRef") if kind == "secret" else ("configMapKeyRef", "configMapRef")
    containers: list[Any] = [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]
    for container in containers:
        for variable in container.get("env") or ():
            yield ((variable.get("valueFrom") or {}).get(one) or {}).get("name", "")
        for source in container.get("envFrom") or ():
            yield (source.get(all_of) or {}).get("name", "")


def _allows(rule: Object, deed: Deed) -> bool:
    return (
        deed.verb in rule["verbs"]
        and deed.group in rule["apiGroups"]
        and any(covers_resource(pattern, deed.resource) for pattern in rule["resources"])
    )
