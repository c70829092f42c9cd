"""kubectl create role and clusterrole: verbs on kinds, as rules."""

from __future__ import annotations

from typing import NamedTuple

from ....cluster.machinery.objects import Object
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, complain
from ..resource_names import UnknownKind, lookup, resource_called
from .making import FLAGS, make, metadata, name_of_call

API_VERSION = "rbac.authorization.k8s.io/v1"
VERBS = ("*", "get", "delete", "list", "create", "update", "patch", "watch", "proxy", "deletecollection", "use", "bind",
         "escalate", "impersonate")  # fmt: skip
# These are about some kinds only: verb → (group, plural).
_ROLES = (("rbac.authorization.k8s.io", "roles"), ("rbac.authorization.k8s.io", "clusterroles"))
SPECIAL_VERBS = {
    "use": (("policy", "podsecuritypolicies"), ("extensions", "podsecuritypolicies")),
    "bind": _ROLES,
    "escalate": _ROLES,
    "impersonate": (
        ("", "users"),
        ("", "serviceaccounts"),
        ("", "groups"),
        ("authentication.k8s.io", "userextras"),
    ),
}
PATH_VERBS = ("*", "get", "post", "put", "delete", "patch", "head", "options")


class _Kind(NamedTuple):
    """What `--resource` names: `deployments.apps/scale`."""

    group: str
    plural: str


def _role(call: Invocation) -> Steps[int]:
    name, verbs = name_of_call(call), _verbs(call)
    if not verbs:
        raise Failure("at least one verb must be specified")
    if not call.flags["resource"]:
        raise Failure("at least one resource must be specified")
    rules = yield from _rules_with_warnings(call, verbs)
    obj = {"kind": "Role", "apiVersion": API_VERSION, "metadata": metadata(call, name), "rules": rules}
    return (yield from make(call, resource_called("roles.rbac.authorization.k8s.io"), obj))


def _clusterrole(call: Invocation) -> Steps[int]:
    name, verbs = name_of_call(call), _verbs(call)
    paths, kinds = call.flags["non-resource-url"], call.flags["resource"]
    obj: Object = {"kind": "ClusterRole", "apiVersion": API_VERSION}
    obj["metadata"] = {"name": name, "creationTimestamp": None}
    if call.flags["aggregation-rule"]:
        if paths or verbs or kinds or call.flags["resource-name"]:
            raise Failure(
                "aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames"
            )
        labels = dict(part.partition("=")[::2] for part in call.flags["aggregation-rule"])
        obj["rules"] = []
        obj["aggregationRule"] = {"clusterRoleSelectors": [{"matchLabels": labels}]}
    else:
        if not verbs:
            raise Failure("at least one verb must be specified")
        if not kinds and not paths:
            raise Failure("one of resource or nonResourceURL must be specified")
        rules = (yield from _rules_with_warnings(call, verbs)) if kinds else []
        _check_paths(paths, verbs)
        obj["rules"] = rules + ([{"verbs": verbs, "nonResourceURLs": paths}] if paths else [])
    return (yield from make(call, resource_called("clusterroles.rbac.authorization.k8s.io"), obj))


def _verbs(call: Invocation) -> list[str]:
    verbs = list(dict.fromkeys(call.flags["verb"]))
    return ["*"] if "*" in verbs else verbs


def _rules_with_warnings(call: Invocation, verbs: list[str]) -> Steps[list[Object]]:
    """The rules for kinds. Verbs are wondered at once, though the command begins again where a kind must be asked for."""
    refused: Failure | None = None
    rules: list[Object] = []
    try:
        rules = _rules(call, verbs)
    except Failure as failure:
        if isinstance(failure, UnknownKind) and not call.discovered:
            raise
        refused = failure
    for verb in verbs:
        if verb not in VERBS:
            yield from complain(f"Warning: '{verb}' is not a standard resource verb\n")
    if refused is not None:
        raise refused
    return rules


def _check_paths(paths: list[str], verbs: list[str]) -> None:
    for verb in verbs if paths else []:
        if verb not in PATH_VERBS:
            raise Failure(f"invalid verb: '{verb}' for nonResourceURL")
    for path in paths:
        if path != "*" and not path.startswith("/"):
            raise Failure("nonResourceURL should start with /")
        if "*" in path[:-1]:
            raise Failure("nonResourceURL only supports wildcard matches when '*' is at the end")


def _rules(call: Invocation, verbs: list[str]) -> list[Object]:
    """One rule for each API group."""
    kinds: dict[str, list[str]] = {}
    for word in call.flags["resource"]:
        kind = _kind(call, word, verbs)
        if kind.plural not in kinds.setdefault(kind.group, []):
            kinds[kind.group].append(kind.plural)
    rules = []
    for group in sorted(kinds):
        rule: Object = {"verbs": verbs, "apiGroups": [group], "resources": kinds[group]}
        if call.flags["resource-name"]:
            rule["resourceNames"] = list(dict.fromkeys(call.flags["resource-name"]))
        rules.append(rule)
    return rules


def _kind(call: Invocation, word: str, verbs: list[str]) -> _Kind:
    name, slash, subresource = word.partition("/")
    plural, _, group = name.partition(".")
    if not plural:
        raise Failure("resource must be specified if apiGroup/subresource specified")
    if plural != "*":
        found = lookup(name, call.custom)
        if found is not None:
            plural, group = found.plural, found.group
        special = [verb for verb in verbs if verb in SPECIAL_VERBS]
        for verb in special:
            if (group, plural) not in SPECIAL_VERBS[verb]:
                raise Failure(f"can not perform '{verb}' on '{plural}' in group '{group}'")
        if found is None and not special:
            raise _unknown(call, plural, group)
    return _Kind(group, f"{plural}/{subresource}" if slash else plural)


def _unknown(call: Invocation, plural: str, group: str) -> Failure:
    """No such kind: what discovery told last may be too old to know it."""
    where = f' in group "{group}"' if group else ""
    kind = Failure if call.discovered else UnknownKind
    return kind(f'the server doesn\'t have a resource type "{plural}"{where}', prefix=False)


_FLAGS = (*FLAGS, Flag("verb", kind="list"), Flag("resource", kind="list"), Flag("resource-name", kind="array"))
ROLE = Command("role", _role, _FLAGS, summary="Create a role with single rule")
CLUSTERROLE = Command(
    "clusterrole",
    _clusterrole,
    (*_FLAGS, Flag("non-resource-url", kind="list"), Flag("aggregation-rule", kind="list")),
    summary="Create a cluster role",
)
