"""RBAC: a user may do what a rule of a role that is bound to them allows. Additive: nothing forbids. Fact sheet §16.6."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...machinery.api import User
from ...machinery.objects import Object, make_key, name_of, namespace_of
from ...machinery.policy_rules import covers_path, covers_resource
from ...machinery.resources import CLUSTERROLEBINDINGS, CLUSTERROLES, ROLEBINDINGS, ROLES, Resource

if TYPE_CHECKING:
    from .server import ApiServer

GROUP = "rbac.authorization.k8s.io"
ACCOUNTS = "system:serviceaccount"
KINDS = (CLUSTERROLES, CLUSTERROLEBINDINGS, ROLES, ROLEBINDINGS)
REMEMBERED = 5_000  # answers, at most


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody wants to do: something with a resource, or with a path."""

    verb: str
    group: str = ""
    resource: str = ""  # with its subresource: pods/log
    name: str = ""
    namespace: str = ""
    path: str = ""
    node: str = ""  # a list or watch of Pods: those of this node


class Rbac:
    """The authorizer. It remembers its answers until a role or a binding changes: the components ask the same all the time."""

    def __init__(self, server: ApiServer) -> None:
        self.server = server
        self._names: dict[tuple[User, str, str, str, str], tuple[str, ...] | None] = {}

    def __getstate__(self) -> dict[str, object]:
        return {"server": self.server, "_names": {}}

    def changed(self, resource: Resource) -> None:
        """Something is stored: perhaps a role."""
        if resource in KINDS:
            self.forget()

    def forget(self) -> None:
        """Other roles may be stored now."""
        self._names.clear()

    def judge(self, user: User, deed: Deed) -> tuple[bool, str]:
        """(may they?, what could not be evaluated on the way)."""
        if not deed.path and self._allowed(user, deed):
            return True, ""
        troubles: list[str] = []
        for rules in granted(self.server, user, deed.namespace, troubles):
            if deed.path and any(_allows_path(rule, deed) for rule in rules):
                return True, ""
        if not troubles:
            return False, ""
        told = troubles[0] if len(troubles) == 1 else f"[{', '.join(troubles)}]"
        return False, f"RBAC: {told}"

    def _allowed(self, user: User, deed: Deed) -> bool:
        key = (user, deed.namespace, deed.verb, deed.group, deed.resource)
        if key not in self._names:
            if len(self._names) >= REMEMBERED:
                self._names.clear()
            self._names[key] = self._names_of(user, deed)
        names = self._names[key]
        return names is None or deed.name in names

    def _names_of(self, user: User, deed: Deed) -> tuple[str, ...] | None:
        """The objects that the user may do this with; None for all of them."""
        found: list[str] = []
        for rules in granted(self.server, user, deed.namespace, []):
            for rule in rules:
                if _allows(rule, deed):
                    if not rule.get("resourceNames"):
                        return None
                    found += rule["resourceNames"]
        return tuple(found)


def granted(server: ApiServer, user: User, namespace: str, troubles: list[str]) -> Iterator[list[Object]]:
    """The rules of each role that a user has: everywhere first, then in this namespace. What is missing goes to `troubles`."""
    for binding, _ in bindings_of(server, user, namespace):
        yield rules_of(server, binding, troubles)


def source(server: ApiServer, user: User, deed: Deed) -> str:
    """The first binding that allows a deed, in the words of a review."""
    for binding, subject in bindings_of(server, user, deed.namespace):
        for rule in rules_of(server, binding, []):
            if _allows_path(rule, deed) if deed.path else _allows(rule, deed) and _names(rule, deed.name):
                role, namespace = binding["roleRef"], namespace_of(binding)
                kind = "RoleBinding" if namespace else "ClusterRoleBinding"
                name = f"{name_of(binding)}/{namespace}" if namespace else name_of(binding)
                return f'RBAC: allowed by {kind} "{name}" of {role["kind"]} "{role["name"]}" to {_told(subject, namespace)}'
    return ""


def bindings_of(server: ApiServer, user: User, namespace: str) -> Iterator[tuple[Object, Object]]:
    """Each binding of a user, with the subject that is them: everywhere first, then in this namespace."""
    cache = server.cache
    for binding in cache.of(CLUSTERROLEBINDINGS).objects.values():
        if (subject := _bound(binding, user)) is not None:
            yield binding, subject
    if namespace:
        for binding in cache.of(ROLEBINDINGS).objects.values():
            if namespace_of(binding) == namespace and (subject := _bound(binding, user)) is not None:
                yield binding, subject


def _told(subject: Object, namespace: str) -> str:
    name = subject.get("name", "")
    if subject["kind"] == "ServiceAccount":
        name = f"{name}/{subject.get('namespace') or namespace}"
    return f'{subject["kind"]} "{name}"'


def _names(rule: Object, name: str) -> bool:
    return not rule.get("resourceNames") or name in rule["resourceNames"]


def _bound(binding: Object, user: User) -> Object | None:
    """The first subject of a binding that this user is."""
    return next((one for one in binding.get("subjects") or () if _is(one, user, namespace_of(binding))), None)


def _is(subject: Object, user: User, namespace: str) -> bool:
    kind, name = subject.get("kind"), subject.get("name", "")
    if kind == "User":
        return bool(user.name == name)
    if kind == "Group":
        return name in user.groups
    where = subject.get("namespace") or namespace
    return kind == "ServiceAccount" and user.name == f"{ACCOUNTS}:{where}:{name}"


def rules_of(server: ApiServer, binding: Object, troubles: list[str]) -> list[Object]:
    """The rules of the role that a binding refers to."""
    reference = binding["roleRef"]
    resource, namespace = (CLUSTERROLES, "") if reference["kind"] == "ClusterRole" else (ROLES, namespace_of(binding))
    role = server.cache.of(resource).objects.get(make_key(namespace, reference["name"]))
    if role is None:
        troubles.append(f'{reference["kind"].lower()}.{GROUP} "{reference["name"]}" not found')
        return []
    return role.get("rules") or []


def _allows(rule: Object, deed: Deed) -> bool:
    """Whether a rule is about this verb and resource, whatever the names."""
    verbs = rule.get("verbs") or ()
    if "*" not in verbs and deed.verb not in verbs:
        return False
    groups = rule.get("apiGroups") or ()
    if "*" not in groups and deed.group not in groups:
        return False
    return any(covers_resource(pattern, deed.resource) for pattern in rule.get("resources") or ())


def _allows_path(rule: Object, deed: Deed) -> bool:
    verbs = rule.get("verbs") or ()
    if "*" not in verbs and deed.verb not in verbs:
        return False
    return any(covers_path(pattern, deed.path) for pattern in rule.get("nonResourceURLs") or ())
