"""Escalation: nobody grants what they do not have, unless they may `escalate` roles or `bind` them. Fact sheet §16.6."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.api import Request, User
from ...machinery.objects import Object, name_of, namespace_of
from ...machinery.policy_rules import listed, told, uncovered
from ...machinery.resources import CLUSTERROLES, ROLES
from . import authorization, errors, rbac

if TYPE_CHECKING:
    from .server import ApiServer

EVERYTHING: list[Object] = [
    {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]},
    {"verbs": ["*"], "nonResourceURLs": ["*"]},
]
SUPERUSERS = "system:masters"
KEPT_BY_OTHERS = ("ownerReferences", "finalizers", "managedFields", "resourceVersion")


def check_role(server: ApiServer, request: Request, role: Object, old: Object | None) -> None:
    """Who writes a role has all that it allows, or may `escalate` it."""
    user, resource = request.user, request.resource
    assert resource is not None
    if SUPERUSERS in user.groups or (old is not None and _same_rules(role, old)):
        return
    deed = rbac.Deed("escalate", resource.group, resource.plural, request.name, request.namespace)
    if authorization.may(server, user, deed)[0]:
        return
    name = role["metadata"].get("name", "")
    if role.get("aggregationRule") and _missing(server, user, "", EVERYTHING):
        raise errors.forbidden(resource, name, "must have cluster-admin privileges to use the aggregationRule")
    _confirm(server, request, role, role.get("rules") or [])


def check_binding(server: ApiServer, request: Request, binding: Object, old: Object | None) -> None:
    """Who binds a role has all that it allows, or may `bind` it."""
    user = request.user
    if SUPERUSERS in user.groups or (old is not None and _kept_by_others(binding, old)):
        return
    reference = binding.get("roleRef") or {}
    resource = CLUSTERROLES if reference.get("kind") == "ClusterRole" else ROLES
    name = reference.get("name", "")
    deed = rbac.Deed("bind", resource.group, resource.plural, name, namespace_of(binding))
    if authorization.may(server, user, deed)[0]:
        return
    namespace = namespace_of(binding) if resource is ROLES else ""
    role = server.namespaced_object(resource, namespace, name)
    if role is None:
        raise errors.not_found(resource, name)
    _confirm(server, request, binding, role.get("rules") or [])


def _confirm(server: ApiServer, request: Request, obj: Object, rules: list[Object]) -> None:
    user = request.user
    assert request.resource is not None
    missing = _missing(server, user, request.namespace, rules)
    if missing:
        why = f'user "{user.name}" (groups={listed(user.groups)}) is attempting to grant RBAC permissions not currently held:\n'
        raise errors.forbidden(request.resource, obj["metadata"].get("name", ""), why + "\n".join(told(missing)))


def _missing(server: ApiServer, user: User, namespace: str, rules: list[Object]) -> list[Object]:
    held = [rule for granted in rbac.granted(server, user, namespace, []) for rule in granted]
    return uncovered(held, rules)


def _same_rules(new: Object, old: Object) -> bool:
    return (new.get("rules") or []) == (old.get("rules") or []) and new.get("aggregationRule") == old.get(
        "aggregationRule"
    )


def _kept_by_others(new: Object, old: Object) -> bool:
    """Whether only what the garbage collector looks after is different."""

    def rest(obj: Object) -> Object:
        metadata = {key: value for key, value in obj["metadata"].items() if key not in KEPT_BY_OTHERS}
        return {**obj, "metadata": metadata}

    assert name_of(new) == name_of(old)
    return rest(new) == rest(old)
