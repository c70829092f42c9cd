"""kubectl set subject: whom a RoleBinding or ClusterRoleBinding is for."""

from __future__ import annotations

from ....cluster.machinery.objects import Object
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps
from ..selection import NOTHING_NAMED
from .changing import FLAGS, change_all, chosen_items

GROUP = "rbac.authorization.k8s.io"


def run(call: Invocation) -> Steps[int]:
    """The command."""
    if not call.arguments and not call.flags["filename"]:
        raise Failure(NOTHING_NAMED)
    if not any(call.flags[name] for name in ("user", "group", "serviceaccount")):
        raise Failure("you must specify at least one value of user, group or serviceaccount")
    subjects = [{"kind": "User", "apiGroup": GROUP, "name": name} for name in call.flags["user"]]
    subjects += [{"kind": "Group", "apiGroup": GROUP, "name": name} for name in call.flags["group"]]
    subjects += [_account(text) for text in call.flags["serviceaccount"]]
    items = yield from chosen_items(call, call.arguments)

    def change(obj: Object) -> None:
        if obj["kind"] not in ("RoleBinding", "ClusterRoleBinding"):
            name = f"{obj['kind'].lower()}/{obj['metadata']['name']}"
            raise Failure(f"{name} setting subjects is only supported for RoleBinding/ClusterRoleBinding")
        there = obj.get("subjects") or []
        obj["subjects"] = there + [one for one in subjects if one not in there]

    return (yield from change_all(call, items, change, "subjects updated", "failed to patch subjects to rolebinding"))


def _account(text: str) -> Object:
    namespace, colon, name = text.partition(":")
    if not colon or not namespace or not name or ":" in name:
        raise Failure("serviceaccount must be <namespace>:<name>")
    return {"kind": "ServiceAccount", "namespace": namespace, "name": name}


COMMAND = Command(
    "subject",
    run,
    (*FLAGS, Flag("user", kind="array"), Flag("group", kind="array"), Flag("serviceaccount", kind="array")),
    summary="Update the user, group, or service account in a role binding or cluster role binding",
)
