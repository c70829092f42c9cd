"""Which fields somebody owns, as `fieldsV1` writes them; and what a write changes, field by field. Fact sheet §4.7.

`Fields` are plain JSON: `{"f:spec": {"f:replicas": {}}}`. A field is owned if nothing stands below it, or a `.`. Names below:
`f:` a field, `k:` the item of a list that has these keys, `v:` the item of a set that has this value. They are shared, never
mutated; the empty set is None.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from . import json_reading
from .objects import Object
from .schemas import Shape

Fields = dict[str, Any]
OWNED: Fields = {}
ABSENT = object()
KEY_DEFAULTS = {"protocol": "TCP"}  # a key that an item may leave out
# What Go writes even if nobody has set it: structs that are no pointers, and what has no `omitempty`. A write that fills
# them changes what is in them, not them. The schemas do not tell.
NEVER_ABSENT: dict[str, tuple[str, ...]] = {
    "CronJobSpec": ("jobTemplate",),
    "CustomResourceDefinitionSpec": ("names", "versions"),
    "CustomResourceDefinitionStatus": ("acceptedNames", "conditions", "storedVersions"),
    "DaemonSetSpec": ("template", "updateStrategy"),
    "DeploymentSpec": ("strategy", "template"),
    "Event": (
        "eventTime",
        "firstTimestamp",
        "involvedObject",
        "lastTimestamp",
        "reportingComponent",
        "reportingInstance",
        "source",
    ),
    "HorizontalPodAutoscalerSpec": ("scaleTargetRef",),
    "IngressStatus": ("loadBalancer",),
    "JobSpec": ("template",),
    "JobTemplateSpec": ("metadata", "spec"),
    "LimitRangeSpec": ("limits",),
    "NodeDaemonEndpoints": ("kubeletEndpoint",),
    "NodeStatus": ("daemonEndpoints", "nodeInfo"),
    "PersistentVolumeClaimSpec": ("resources",),
    "PodSpec": ("containers",),
    "PodTemplate": ("template",),
    "PodTemplateSpec": ("metadata", "spec"),
    "ReplicaSetSpec": ("template",),
    "ServiceStatus": ("loadBalancer",),
    "StatefulSetSpec": ("template", "updateStrategy"),
}
_EMPTY: dict[str, Any] = {"array": lambda _: [], "string": lambda _: "", "time": lambda _: None}
_TOP = ("metadata", "spec", "status")


@cache
def nothing(shape: Shape | None) -> Object:
    """An object of this kind in which nothing is set, as Go writes it. For a custom kind there is nothing at all."""
    if shape is None or shape.kind != "object":
        return {"metadata": {}}
    empty: Object = {field: _empty(shape.fields[field]) for field in _TOP if field in shape.fields}
    return {**empty, **_empty(shape)}


def _empty(shape: Shape) -> Object:
    inner = ((field, shape.fields.get(field)) for field in NEVER_ABSENT.get(shape.struct, ()))
    return {field: _EMPTY.get(known.kind, _empty)(known) for field, known in inner if known is not None}


# -- sets of fields -------------------------------------------------------------------------------------------------


def owns(fields: Fields | None) -> bool:
    """Whether the place itself is owned, not only something below it."""
    return fields is not None and (not fields or "." in fields)


def well_formed(fields: Any) -> bool:
    """Whether this is a set of fields at all."""
    return isinstance(fields, dict) and all(
        inner == {} if name == "." else _is_name(name) and well_formed(inner) for name, inner in fields.items()
    )


def _is_name(name: Any) -> bool:
    kind, colon, text = str(name).partition(":")
    if not colon or kind not in ("f", "k", "v", "i"):
        return False
    try:
        return kind == "f" or (
            isinstance(json_reading.read(text), dict) if kind == "k" else json_reading.read(text) is not ABSENT
        )
    except ValueError:
        return False


def union(one: Fields | None, other: Fields | None) -> Fields | None:
    """What is in either."""
    if one is None or one is other:
        return other
    if other is None:
        return one
    merged = dict(one)
    for name, inner in other.items():
        merged[name] = union(one.get(name), inner)
    if merged and (owns(one) or owns(other)):
        merged["."] = OWNED
    return merged


def difference(one: Fields | None, other: Fields | None) -> Fields | None:
    """What is in the first alone: the first itself, if they have nothing in common."""
    if one is None or other is None:
        return one
    kept: Fields = {}
    same = not (owns(one) and owns(other))
    for name, inner in one.items():
        if name != ".":
            left = difference(inner, other.get(name))
            same = same and left is inner
            if left is not None:
                kept[name] = left
    if same:
        return one
    if owns(one) and not owns(other):
        return {".": OWNED, **kept} if kept else OWNED
    return kept or None


def common(one: Fields | None, other: Fields | None) -> Fields | None:
    """What is in both."""
    if one is None or other is None:
        return None
    kept: Fields = {}
    for name, inner in one.items():
        if name != "." and name in other:
            shared = common(inner, other[name])
            if shared is not None:
                kept[name] = shared
    if owns(one) and owns(other):
        return {".": OWNED, **kept} if kept else OWNED
    return kept or None


def paths(fields: Fields, above: str = "") -> Iterator[str]:
    """The owned places as server-side apply names them: `.spec.containers[name="web"].image`. A level before what is below it."""
    below = [(name, inner) for name, inner in sorted(fields.items(), key=_by_sort) if name != "."]
    for name, inner in below:
        if owns(inner):
            yield above + _named(name)
    for name, inner in below:
        if inner:
            yield from paths(inner, above + _named(name))


def in_order(fields: Fields) -> Fields:
    """The same, sorted as the server writes it."""
    return {name: in_order(inner) for name, inner in sorted(fields.items(), key=_by_sort)}


def _by_sort(item: tuple[str, Any]) -> tuple[int, str]:
    return ".fkvi".find(item[0][0]), item[0]


def _named(name: str) -> str:
    kind, _, text = name.partition(":")
    if kind == "f":
        return f".{text}"
    if kind == "k":
        return "[" + ",".join(f"{key}={json.dumps(value)}" for key, value in json.loads(text).items()) + "]"
    return f"[={text}]"


# -- what a write changes -------------------------------------------------------------------------------------------


def compare(shape: Shape | None, old: Any, new: Any) -> tuple[Fields | None, Fields | None]:
    """(added or changed, removed) from one version to another. Where both share structure nothing is compared."""
    if old is new:
        return None, None
    if old is ABSENT:
        return whole(shape, new), None
    if new is ABSENT:
        return None, whole(shape, old)
    before, after = parts(shape, old), parts(shape, new)
    if before is None and after is not None and not old:
        before = {}
    if after is None and before is not None and not new:
        after = {}
    if before is None or after is None:
        return (OWNED if old != new else None), None
    changed: Fields = {}
    removed: Fields = {}
    for name, (inner, value) in after.items():
        was = before.get(name)
        more, less = compare(inner, was[1] if was is not None else ABSENT, value)
        if more is not None:
            changed[name] = more
        if less is not None:
            removed[name] = less
    for name, (inner, value) in before.items():
        if name not in after:
            removed[name] = whole(inner, value)
    return changed or None, removed or None


def whole(shape: Shape | None, value: Any) -> Fields:
    """A place and everything below it."""
    inner = parts(shape, value)
    if not inner:
        return OWNED
    return {".": OWNED, **{name: whole(below, item) for name, (below, item) in inner.items()}}


def applied(shape: Shape | None, config: Any) -> Fields | None:
    """What an applied configuration owns: its values, its items and the entries of its maps."""
    inner = parts(shape, config)
    if inner is None:
        return OWNED
    owned: Fields = {}
    for name, (below, value) in inner.items():
        fields = applied(below, value)
        if fields is None and isinstance(value, dict):
            fields = OWNED  # an empty map
        if fields and not _named_field(shape, name):
            fields = {".": OWNED, **fields}
        if fields is not None:
            owned[name] = fields
    return owned or None


def _named_field(shape: Shape | None, name: str) -> bool:
    """Whether this is a field of a struct: not an item of a list, nor an entry of a map."""
    return shape is not None and shape.kind == "object" and name[0] == "f"


def parts(shape: Shape | None, value: Any) -> dict[str, tuple[Shape | None, Any]] | None:
    """What a value consists of, by its names in `Fields`, each with its shape; None if it is owned as a whole."""
    if isinstance(value, dict):
        if shape is not None and shape.atomic:
            return None
        fields, item = (shape.fields, shape.item) if shape is not None else ({}, None)
        return {f"f:{name}": (fields.get(name, item), inner) for name, inner in value.items()}
    if isinstance(value, list) and shape is not None and (shape.item_keys or shape.is_set):
        return {item_name(shape, item): (shape.item, item) for item in value}
    return None


def item_name(shape: Shape, item: Any) -> str:
    """The name of an item in `Fields`: `k:{"name":"web"}`, `v:"a"`."""
    if shape.is_set or not isinstance(item, dict):
        return "v:" + json.dumps(item, separators=(",", ":"), ensure_ascii=False)
    found = ((key, item.get(key, KEY_DEFAULTS.get(key, ABSENT))) for key in sorted(shape.item_keys))
    keys = {key: value for key, value in found if value is not ABSENT}
    return "k:" + json.dumps(keys, separators=(",", ":"), ensure_ascii=False)


# -- applying -------------------------------------------------------------------------------------------------------


def merged(shape: Shape | None, live: Any, config: Any) -> Any:
    """The live value with the configuration laid over it."""
    before, after = parts(shape, live), parts(shape, config)
    if before is None or after is None:
        return config
    if isinstance(config, dict):
        result = dict(live)
        for name, (inner, value) in after.items():
            was = before.get(name)
            result[name[2:]] = merged(inner, was[1], value) if was is not None else value
        return result
    return _merged_items(before, after)


def _merged_items(before: dict[str, Any], after: dict[str, Any]) -> list[Any]:
    """Items in the configuration's order; those that it does not name stay where they stand among the others."""
    items: list[Any] = []
    placed: set[str] = set()
    waiting = list(after)
    for name, (_, value) in before.items():
        if name not in after:
            items.append(value)
            continue
        while name not in placed:
            first = waiting.pop(0)
            placed.add(first)
            inner, wanted = after[first]
            items.append(merged(inner, before[first][1], wanted) if first in before else wanted)
    return items + [
        merged(after[name][0], before[name][1], after[name][1]) if name in before else after[name][1]
        for name in waiting
    ]


def pruned(shape: Shape | None, value: Any, gone: Fields, kept: Fields | None) -> Any:
    """The value without the places that are in `gone` and that nobody has in `kept`, nor anything below them."""
    inner = parts(shape, value)
    if inner is None:
        return value
    left: dict[str, Any] = {}
    for name, (below, item) in inner.items():
        lost, held = gone.get(name), None if kept is None else kept.get(name)
        if lost is None:
            left[name] = item
        elif held is not None or not (owns(lost) or _named_field(shape, name)):
            left[name] = pruned(below, item, lost, held)
    return {name[2:]: item for name, item in left.items()} if isinstance(value, dict) else list(left.values())
