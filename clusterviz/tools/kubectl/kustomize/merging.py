"""Strategic merge as kustomize does it: what a patch names comes first in a list, the rest stays behind it."""

from __future__ import annotations

from typing import Any

from ....cluster.machinery.objects import Object
from ....cluster.machinery.schemas import Shape, shape_of

DIRECTIVE = "$patch"


def merged(target: Object, patch: Object) -> Object | None:
    """The object with the patch merged into it; None if the patch deletes it."""
    group, _, version = str(target.get("apiVersion", "")).rpartition("/")
    found = _object(target, patch, shape_of(group, version, str(target.get("kind", ""))))
    return found if isinstance(found, dict) else None


def _object(target: Object, patch: Object, shape: Shape | None) -> Any:
    if patch.get(DIRECTIVE) == "delete":
        return None
    if patch.get(DIRECTIVE) == "replace":
        return {key: value for key, value in patch.items() if key != DIRECTIVE}
    result = dict(target)
    for key, value in patch.items():
        if key == DIRECTIVE:
            continue
        if value is None:
            result.pop(key, None)
            continue
        new = _value(result.get(key), value, _inner(shape, key))
        if new is None or (new in ({}, []) and value not in ({}, [])):
            result.pop(key, None)
        else:
            result[key] = new
    return result


def _value(target: Any, patch: Any, shape: Shape | None) -> Any:
    if isinstance(patch, dict):
        return _object(target if isinstance(target, dict) else {}, patch, shape)
    if isinstance(patch, list) and shape is not None and shape.merges:
        return _list(target if isinstance(target, list) else [], patch, shape)
    return patch


def _list(target: list[Any], patch: list[Any], shape: Shape) -> list[Any]:
    key = shape.merge_key
    if not key:
        return [*patch, *(item for item in target if item not in patch)]
    if any(isinstance(item, dict) and item.get(DIRECTIVE) == "replace" for item in patch):
        return [item for item in patch if DIRECTIVE not in item]
    old = {item.get(key): item for item in target if isinstance(item, dict)}
    changed: dict[Any, Any] = {}
    for item in patch:
        name = item.get(key) if isinstance(item, dict) else None
        changed[name] = _value(changed.get(name, old.get(name)), item, shape.item)
    rest = [item for item in target if not (isinstance(item, dict) and item.get(key) in changed)]
    return [*(item for item in changed.values() if item is not None), *rest]


def _inner(shape: Shape | None, key: str) -> Shape | None:
    if shape is None:
        return None
    return shape.item if shape.kind == "map" else shape.fields.get(key)
