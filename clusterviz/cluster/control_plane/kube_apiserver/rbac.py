"""RBAC: a user may do what a rule of a role that is bound to them allows. Additive: nothing forbids. Fact sheet §16.6."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...machinery.api import User
from ...machinery.objects import Object, make_key, namespace_of
from ...machinery.resources import CLUSTERROLEBINDINGS, CLUSTERROLES, ROLEBINDINGS, ROLES

if TYPE_CHECKING:
    from .server import ApiServer

GROUP = "rbac.authorization.k8s.io"
ACCOUNTS = "system:serviceaccount"


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody wants to do: something with a resource, or with a path."""

    verb: str
    group: str = ""
    resource: str = ""  # with its subresource: pods/log
    name: str = ""
    namespace: str = ""
    path: str = ""


def judge(server: ApiServer, user: User, deed: Deed) -> tuple[bool, str]:
    """(may they?, what could not be evaluated on the way)."""
    troubles: list[str] = []
    for rules in granted(server, user, deed.namespace, troubles):
        if any(allows(rule, deed) for rule in rules):
            return True, ""
    if not troubles:
        return False, ""
    told = troubles[0] if len(troubles) == 1 else f"[{', '.join(troubles)}]"
    return False, f"RBAC: {told}"


def granted(server: ApiServer, user: User, namespace: str, troubles: list[str]) -> Iterator[list[Object]]:
    """The rules of each role that a user has: everywhere first, then in this namespace. What is missing goes to `troubles`."""
    cache = server.cache
    for binding in cache.of(CLUSTERROLEBINDINGS).objects.values():
        if _bound(binding, user):
            yield _rules(server, binding, troubles)
    if namespace:
        for binding in cache.of(ROLEBINDINGS).objects.values():
            if namespace_of(binding) == namespace and _bound(binding, user):
                yield _rules(server, binding, troubles)


def _bound(binding: Object, user: User) -> bool:
    return any(_is(subject, user, namespace_of(binding)) for subject in binding.get("subjects") or ())


def _is(subject: Object, user: User, namespace: str) -> bool:
    kind, name = subject.get("kind"), subject.get("name", "")
    if kind == "User":
        return bool(user.name == name)
    if kind == "Group":
        return name in user.groups
    where = subject.get("namespace") or namespace
    return kind == "ServiceAccount" and user.name == f"{ACCOUNTS}:{where}:{name}"


def _rules(server: ApiServer, binding: Object, troubles: list[str]) -> list[Object]:
    reference = binding["roleRef"]
    everywhere = reference["kind"] == "ClusterRole"
    resource, namespace = (CLUSTERROLES, "") if everywhere else (ROLES, namespace_of(binding))
    role = server.cache.of(resource).objects.get(make_key(namespace, reference["name"]))
    if role is None:
        troubles.append(f'{reference["kind"].lower()}.{GROUP} "{reference["name"]}" not found')
        return []
    return role.get("rules") or []


def allows(rule: Object, deed: Deed) -> bool:
    """Whether one rule covers a deed."""
    verbs = rule.get("verbs") or ()
    if "*" not in verbs and deed.verb not in verbs:
        return False
    if deed.path:
        return any(_covers_path(pattern, deed.path) for pattern in rule.get("nonResourceURLs") or ())
    groups = rule.get("apiGroups") or ()
    if "*" not in groups and deed.group not in groups:
        return False
    if not any(_covers(pattern, deed.resource) for pattern in rule.get("resources") or ()):
        return False
    names = rule.get("resourceNames") or ()
    return not names or deed.name in names


def _covers(pattern: str, resource: str) -> bool:
    _, _, part = resource.partition("/")
    return pattern in ("*", resource) or bool(part and pattern == f"*/{part}")


def _covers_path(pattern: str, path: str) -> bool:
    return pattern in ("*", path) or (pattern.endswith("*") and path.startswith(pattern[:-1]))
