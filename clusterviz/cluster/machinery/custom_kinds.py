"""Custom kinds: what a CustomResourceDefinition makes servable, and in which versions. Kubernetes' own rules, no state."""

from __future__ import annotations

import re
from functools import cmp_to_key

from .objects import Object, condition_true
from .resources import Resource, custom_resource

ESTABLISHED, NAMES_ACCEPTED, TERMINATING = "Established", "NamesAccepted", "Terminating"
CLEANUP = "customresourcecleanup.apiextensions.k8s.io"  # the finalizer: the objects go before their definition
_KUBE_LIKE = re.compile(r"v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?")
_RANKS = {"": 2, "beta": 1, "alpha": 0}


def kinds_of(definition: Object) -> tuple[Resource, ...]:
    """The kind in each version that is served, the preferred one first; none before the definition is established."""
    if not condition_true(definition, ESTABLISHED):
        return ()
    spec, names = definition["spec"], definition["status"]["acceptedNames"]
    singular = names.get("singular") or names["kind"].lower()
    served = [version for version in spec["versions"] if version.get("served")]
    return tuple(
        custom_resource(
            names["plural"],
            names["kind"],
            spec["group"],
            version["name"],
            spec["scope"] == "Namespaced",
            tuple(names.get("shortNames") or ()),
            tuple(names.get("categories") or ()),
            tuple(name for name in ("status", "scale") if name in (version.get("subresources") or {})),
            f"{spec['group']}/{names['plural']}",
            ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"),
            "" if singular == names["kind"].lower() else singular,
        )
        for version in sorted(served, key=cmp_to_key(_named))
    )


def storage_version(definition: Object) -> Object:
    """The version in which etcd holds the objects."""
    found: Object = next(version for version in definition["spec"]["versions"] if version.get("storage"))
    return found


def version_called(definition: Object, name: str) -> Object:
    """What the definition says of this version."""
    found: Object = next(version for version in definition["spec"]["versions"] if version["name"] == name)
    return found


def schema_of_version(version: Object) -> Object:
    """The schema of a version's objects; {} if it has none."""
    return (version.get("schema") or {}).get("openAPIV3Schema") or {}


def in_order(versions: list[str]) -> list[str]:
    """Versions as discovery lists them: v2, v1, v1beta2, v1alpha1, and then the rest by the alphabet."""
    return sorted(versions, key=cmp_to_key(_compared))


def _named(one: Object, other: Object) -> int:
    return _compared(one["name"], other["name"])


def _compared(one: str, other: str) -> int:
    """Negative if `one` comes first."""
    first, second = _KUBE_LIKE.fullmatch(one), _KUBE_LIKE.fullmatch(other)
    if first is None or second is None:
        if (first is None) != (second is None):
            return -1 if first is not None else 1
        return (one > other) - (one < other)
    ranks = [(_RANKS[match[2] or ""], int(match[1]), int(match[3] or 0)) for match in (first, second)]
    return (ranks[0] < ranks[1]) - (ranks[0] > ranks[1])
