"""Kubernetes objects: plain JSON, exactly what `kubectl get -o json` shows. Never mutated once stored.

To change one, copy along the path (`with_value`) or copy it all (`clone`) before it is stored. In debug mode the API
server freezes what it stores, so that a mutation fails at the place that made it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn, TypedDict

Object = dict[str, Any]
Key = str  # "namespace/name", or "name" for what has no namespace


class OwnerReference(TypedDict, total=False):
    apiVersion: str
    kind: str
    name: str
    uid: str
    controller: bool
    blockOwnerDeletion: bool


class Metadata(TypedDict, total=False):
    name: str
    generateName: str
    namespace: str
    uid: str
    resourceVersion: str
    generation: int
    creationTimestamp: str
    deletionTimestamp: str
    deletionGracePeriodSeconds: int
    labels: dict[str, str]
    annotations: dict[str, str]
    ownerReferences: list[OwnerReference]
    finalizers: list[str]


def namespace_of(obj: Object) -> str:
    """The object's namespace, "" if it has none."""
    return str(obj["metadata"].get("namespace", ""))


def name_of(obj: Object) -> str:
    """The object's name."""
    return str(obj["metadata"]["name"])


def uid_of(obj: Object) -> str:
    """The object's UID."""
    return str(obj["metadata"]["uid"])


def key_of(obj: Object) -> Key:
    """`namespace/name`, or `name` for what has no namespace."""
    metadata = obj["metadata"]
    namespace = metadata.get("namespace")
    return f"{namespace}/{metadata['name']}" if namespace else str(metadata["name"])


def make_key(namespace: str, name: str) -> Key:
    """The key of an object that may not exist."""
    return f"{namespace}/{name}" if namespace else name


def split_key(key: Key) -> tuple[str, str]:
    """(namespace, name) of a key."""
    namespace, slash, name = key.partition("/")
    return (namespace, name) if slash else ("", namespace)


def labels_of(obj: Object) -> dict[str, str]:
    """The object's labels, {} if it has none."""
    return obj["metadata"].get("labels") or {}


def annotations_of(obj: Object) -> dict[str, str]:
    """The object's annotations, {} if it has none."""
    return obj["metadata"].get("annotations") or {}


def revision_of(obj: Object) -> int:
    """The object's resourceVersion as a number, 0 if it has none."""
    return int(obj["metadata"].get("resourceVersion") or 0)


def deleting(obj: Object) -> bool:
    """Whether somebody has asked for the object's deletion."""
    return "deletionTimestamp" in obj["metadata"]


def unfinished(pod: Object) -> bool:
    """Whether a Pod has not ended yet: it has neither succeeded nor failed."""
    return (pod.get("status") or {}).get("phase") not in ("Succeeded", "Failed")


def controller_of(obj: Object) -> OwnerReference | None:
    """The owner that controls this object, or None."""
    for reference in obj["metadata"].get("ownerReferences", ()):
        if reference.get("controller"):
            return reference  # type: ignore[no-any-return]
    return None


def controller_uid(obj: Object) -> str:
    """The UID of the controlling owner, "" if there is none (an index function of informers)."""
    reference = controller_of(obj)
    return reference["uid"] if reference else ""


def condition_of(obj: Object, kind: str) -> Object | None:
    """The status condition of this type, or None."""
    for condition in obj.get("status", {}).get("conditions", ()):
        if condition["type"] == kind:
            return condition  # type: ignore[no-any-return]
    return None


def condition_true(obj: Object, kind: str) -> bool:
    """Whether the status condition of this type is True."""
    condition = condition_of(obj, kind)
    return condition is not None and condition["status"] == "True"


def clone(value: Any) -> Any:
    """A full copy of JSON, open to changes. For cold paths; on hot ones copy along the path."""
    if isinstance(value, dict):
        return {key: clone(item) if isinstance(item, (dict, list)) else item for key, item in value.items()}
    if isinstance(value, list):
        return [clone(item) if isinstance(item, (dict, list)) else item for item in value]
    return value


def with_value(obj: Object, path: Iterable[str], value: Any) -> Object:
    """The object with one field set, sharing everything off the path. Missing parents are made."""
    first, *rest = path
    changed = dict(obj)
    changed[first] = with_value(obj.get(first) or {}, rest, value) if rest else value
    return changed


def without(obj: Object, path: Iterable[str]) -> Object:
    """The object without one field, sharing everything off the path."""
    first, *rest = path
    if first not in obj:
        return obj
    changed = dict(obj)
    if rest:
        changed[first] = without(obj[first], rest)
    else:
        del changed[first]
    return changed


class FrozenDict(dict[str, Any]):
    """A stored object that someone tried to change: the assertion names the place."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise AssertionError("a stored object must not be mutated: copy along the path (`with_value`) or `clone` it")

    __setitem__ = __delitem__ = pop = popitem = clear = update = setdefault = __ior__ = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenDict, (dict(self),)


class FrozenList(list[Any]):
    """As FrozenDict, for lists."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise AssertionError("a stored list must not be mutated: make a new one")

    __setitem__ = __delitem__ = append = extend = insert = pop = remove = clear = sort = reverse = _refuse
    __iadd__ = __imul__ = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenList, (list(self),)


def freeze(value: Any) -> Any:
    """A copy of JSON whose mutation fails (debug mode)."""
    if isinstance(value, (FrozenDict, FrozenList)):
        return value
    if isinstance(value, dict):
        return FrozenDict({key: freeze(item) for key, item in value.items()})
    if isinstance(value, list):
        return FrozenList(freeze(item) for item in value)
    return value
