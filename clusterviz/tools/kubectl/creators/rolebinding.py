"""kubectl create rolebinding and clusterrolebinding: who gets a role."""

from __future__ import annotations

from ....cluster.machinery.objects import Object
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps
from ..resource_names import resource_called
from .making import FLAGS, make, metadata, name_of_call, required

GROUP = "rbac.authorization.k8s.io"


def _rolebinding(call: Invocation) -> Steps[int]:
    name = name_of_call(call)
    role, clusterrole = call.flags["role"], call.flags["clusterrole"]
    if bool(role) == bool(clusterrole):
        raise Failure("exactly one of clusterrole or role must be specified")
    obj = _binding(call, "RoleBinding", metadata(call, name), "Role" if role else "ClusterRole", role or clusterrole)
    return (yield from make(call, resource_called(f"rolebindings.{GROUP}"), obj, "failed to create rolebinding: "))


def _clusterrolebinding(call: Invocation) -> Steps[int]:
    required(call, "clusterrole")
    name: Object = {"name": name_of_call(call), "creationTimestamp": None}
    obj = _binding(call, "ClusterRoleBinding", name, "ClusterRole", call.flags["clusterrole"])
    resource = resource_called(f"clusterrolebindings.{GROUP}")
    return (yield from make(call, resource, obj, "failed to create clusterrolebinding: "))


def _binding(call: Invocation, kind: str, made: Object, role_kind: str, role: str) -> Object:
    obj: Object = {"kind": kind, "apiVersion": f"{GROUP}/v1", "metadata": made}
    subjects = _subjects(call)
    if subjects:
        obj["subjects"] = subjects
    obj["roleRef"] = {"apiGroup": GROUP, "kind": role_kind, "name": role}
    return obj


def _subjects(call: Invocation) -> list[Object]:
    subjects: list[Object] = [{"kind": "User", "apiGroup": GROUP, "name": name} for name in call.flags["user"]]
    subjects += [{"kind": "Group", "apiGroup": GROUP, "name": name} for name in call.flags["group"]]
    for account in call.flags["serviceaccount"]:
        namespace, _, name = account.partition(":")
        if not name or ":" in name:
            raise Failure("serviceaccount must be <namespace>:<name>")
        subjects.append({"kind": "ServiceAccount", "name": name, "namespace": namespace})
    return subjects


_FLAGS = (
    *FLAGS,
    Flag("clusterrole", default=""),
    *(Flag(name, kind="array") for name in ("user", "group", "serviceaccount")),
)
ROLEBINDING = Command(
    "rolebinding",
    _rolebinding,
    (*_FLAGS, Flag("role", default="")),
    summary="Create a role binding for a particular role or cluster role",
)
CLUSTERROLEBINDING = Command(
    "clusterrolebinding",
    _clusterrolebinding,
    _FLAGS,
    summary="Create a cluster role binding for a particular cluster role",
)
