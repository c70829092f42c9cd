"""Patches: JSON patch (RFC 6902), merge patch (RFC 7386), strategic merge patch. All return a new object. Fact sheet §4.7."""

from __future__ import annotations

import json
from typing import Any

from .go_numbers import is_natural
from .objects import Object, clone
from .schemas import Shape

# field of a list of objects → the key(s) that tell its items apart. Atomic lists are not here.
MERGE_KEYS: dict[str, tuple[str, ...]] = {
    "containers": ("name",),
    "initContainers": ("name",),
    "ephemeralContainers": ("name",),
    "volumes": ("name",),
    "env": ("name",),
    "imagePullSecrets": ("name",),
    "volumeMounts": ("mountPath",),
    "volumeDevices": ("devicePath",),
    "conditions": ("type",),
    "ownerReferences": ("uid",),
    "hostAliases": ("ip",),
    "topologySpreadConstraints": ("topologyKey",),
    "addresses": ("type",),
    "schedulingGates": ("name",),
}
MOST_COPIED_BYTES = 3 * 1024 * 1024  # by one JSON patch, as the API server has it
MOST_LEVELS = 120  # of an object that JSON patches may make
PRIMITIVE_SETS = ("finalizers",)


class PatchError(ValueError):
    """A patch that cannot be applied to this object."""


class PatchFormError(PatchError):
    """What was sent is no patch of this type."""


class PatchDirectiveError(PatchError):
    """A strategic merge patch that says what cannot be done; Kubernetes takes this for an error of its own."""


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7386: null deletes, objects merge, everything else replaces."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged


def strategic_patch(target: Object, patch: Object, shape: Shape | None = None) -> Object:
    """Kubernetes' own merge: lists of objects are merged by their keys. Shares what it does not change.

    `shape`: the kind's schema, which says how each list is merged; without it the lists of Pods are known by name.
    """
    return _merge_objects(target, patch, shape)


def _merge_objects(target: Object, patch: Object, shape: Shape | None) -> Object:
    directive = patch.get("$patch")
    if directive == "replace":
        return {key: value for key, value in patch.items() if key != "$patch"}
    if directive == "delete":
        return {}
    if directive is not None and directive != "merge":
        raise PatchDirectiveError(f"unknown patch type: {directive} in map: {go_text(patch)}")
    merged = dict(target)
    retained = patch.get("$retainKeys")
    if retained is not None:
        _check_retained(patch, retained)
        merged = {key: value for key, value in merged.items() if key in retained}
    for key, value in patch.items():
        if key.startswith("$"):
            if key.startswith("$deleteFromPrimitiveList/"):
                if not isinstance(value, list):
                    raise PatchFormError("invalid patch format of primitive list")
                field = key.partition("/")[2]
                merged[field] = [item for item in merged.get(field, ()) if item not in value]
            continue
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict):
            before = merged.get(key)
            merged[key] = _merge_objects(before if isinstance(before, dict) else {}, value, _inner(shape, key))
        elif isinstance(value, list):
            merged[key] = _merge_lists(key, merged.get(key) or [], value, _inner(shape, key))
        else:
            merged[key] = value
    for key, order in patch.items():
        if key.startswith("$setElementOrder/"):
            if not isinstance(order, list):
                raise PatchFormError("invalid patch format of setElementOrder list")
            field = key.partition("/")[2]
            if merged.get(field):
                merged[field] = _ordered(field, merged[field], order, target.get(field) or [], _inner(shape, field))
    return merged


def _check_retained(patch: Object, retained: Any) -> None:
    """What the patch sets must be among the keys that it keeps."""
    named = isinstance(retained, list) and all(
        value is None or key.startswith("$") or key in retained for key, value in patch.items()
    )
    if not named:
        raise PatchFormError("invalid patch format of retainKeys")


def _inner(shape: Shape | None, field: str) -> Shape | None:
    """The shape of a field of an object, or of a value of a map."""
    if shape is None:
        return None
    return shape.fields.get(field, shape.item)


def _merge_lists(field: str, target: list[Any], patch: list[Any], shape: Shape | None) -> list[Any]:
    if any(isinstance(item, dict) and item.get("$patch") == "replace" and len(item) == 1 for item in patch):
        return [item for item in patch if not (isinstance(item, dict) and "$patch" in item)]
    plain = all(not isinstance(item, (dict, list)) for item in patch)
    if plain and (shape.merges if shape is not None else field in PRIMITIVE_SETS):
        return _as_patched([*target, *(item for item in patch if item not in target)], patch, target, None)
    keys = _keys_of(field, patch, target, shape)
    if keys is None:
        return patch
    merged = list(target)
    for item in patch:
        if not isinstance(item, dict) or any(key not in item for key in keys):
            raise PatchDirectiveError(f"map: {go_text(item)} does not contain declared merge key: {keys[0]}")
        identity = tuple(item[key] for key in keys)
        place = next((i for i, known in enumerate(merged) if tuple(known.get(key) for key in keys) == identity), None)
        if item.get("$patch") == "delete":
            if place is not None:
                del merged[place]
        elif place is None:
            merged.append({key: value for key, value in item.items() if not key.startswith("$")})
        else:
            merged[place] = _merge_objects(merged[place], item, shape.item if shape is not None else None)
    return _as_patched(merged, [item for item in patch if "$patch" not in item], target, keys)


def _keys_of(field: str, patch: list[Any], target: list[Any], shape: Shape | None) -> tuple[str, ...] | None:
    """The merge keys of a list, or None if it is replaced as a whole."""
    if shape is not None:
        return (shape.merge_key,) if shape.merges and shape.merge_key else None
    items = [item for item in (*patch, *target) if isinstance(item, dict)]
    if len(items) < len(patch) + len(target):
        return None
    if field == "ports":
        real = [item for item in items if "$patch" not in item or len(item) > 1]
        if all("containerPort" in item for item in real):
            return ("containerPort",)
        return ("port",) if all("port" in item for item in real) else None
    return MERGE_KEYS.get(field)


def _ordered(field: str, items: list[Any], order: list[Any], before: list[Any], shape: Shape | None) -> list[Any]:
    """The list in the order that `$setElementOrder` asks for."""
    if order and isinstance(order[0], dict):
        keys = _keys_of(field, order, [], shape)
        return items if keys is None else _as_patched(items, order, before, keys)
    return _as_patched(items, order, before, None)


def _as_patched(items: list[Any], patch: list[Any], before: list[Any], keys: tuple[str, ...] | None) -> list[Any]:
    """The merged list in Kubernetes' order: the patch's items as the patch has them, the others as they were before.

    Of the next item of each kind the one that stood first before comes first; an item that is new comes at once.
    """
    wanted = {_identity(item, keys): i for i, item in enumerate(patch)}
    places = {_identity(item, keys): i for i, item in enumerate(before)}
    patched = sorted(
        (item for item in items if _identity(item, keys) in wanted), key=lambda item: wanted[_identity(item, keys)]
    )
    others = [item for item in items if _identity(item, keys) not in wanted]
    ordered: list[Any] = []
    while patched and others:
        mine, theirs = places.get(_identity(patched[0], keys)), places.get(_identity(others[0], keys))
        kept_first = mine is not None and theirs is not None and theirs < mine
        ordered.append(others.pop(0) if kept_first else patched.pop(0))
    return ordered + patched + others


def _identity(item: Any, keys: tuple[str, ...] | None) -> Any:
    named = item if keys is None else [item.get(key) if isinstance(item, dict) else item for key in keys]
    return named if isinstance(named, (str, int, bool)) else go_text(named)


def go_text(value: Any) -> str:
    """JSON as Go's %v shows it: `map[spec:map[replicas:many]]`."""
    match value:
        case dict():
            return f"map[{' '.join(f'{key}:{go_text(item)}' for key, item in sorted(value.items()))}]"
        case list():
            return f"[{' '.join(go_text(item) for item in value)}]"
        case bool():
            return "true" if value else "false"
        case None:
            return "<nil>"
        case _:
            return str(value)


def json_patch(target: Object, operations: Any) -> Object:
    """RFC 6902. PatchError if an operation does not fit."""
    if operations is None:  # to Go, null is a list in which there is nothing
        operations = []
    if not isinstance(operations, list):
        kind = {str: "string", dict: "object", bool: "bool"}.get(type(operations), "number")
        raise PatchFormError(
            f"error decoding patch: json: cannot unmarshal {kind} into Go value of type []handlers.jsonPatchOp"
        )
    result: Any = clone(target)
    copied = 0
    for operation in operations:
        _check_operation(operation)
        if operation.get("op") == "copy":
            copied += _copied_bytes(result, operation)
            if copied > MOST_COPIED_BYTES:
                raise PatchError(
                    f"Unable to complete the copy, the accumulated size increase of copy is {copied}, "
                    f"exceeding the limit {MOST_COPIED_BYTES}"
                )
        result = _operate(result, operation)
    return result  # type: ignore[no-any-return]


def _check_operation(operation: Any) -> None:
    """Whether it is an operation at all, whatever it is to do."""
    if not isinstance(operation, dict):
        kind = {str: "string", list: "array", bool: "bool", type(None): "null"}.get(type(operation), "number")
        raise PatchFormError(
            f"error decoding patch: json: cannot unmarshal {kind} into Go value of type handlers.jsonPatchOp"
        )
    for field in ("op", "path", "from"):
        if not isinstance(operation.get(field, ""), str):
            kind = "number" if isinstance(operation[field], (int, float)) else "object"
            raise PatchFormError(
                f"error decoding patch: json: cannot unmarshal {kind} into Go struct field jsonPatchOp.{field} of type string"
            )
    verb = operation.get("op", "")
    if "path" not in operation:
        raise PatchError(f"{verb} operation failed to decode path: operation missing path field: missing value")
    if verb in ("copy", "move") and "from" not in operation:
        raise PatchError(f"{verb} operation failed to decode from: operation, missing from field: missing value")


def _copied_bytes(document: Any, operation: Object) -> int:
    value = _get(document, _pointer(operation["from"]), operation["from"])
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=str).encode())


def _operate(document: Any, operation: Object) -> Any:
    path = _pointer(operation.get("path", ""))
    match operation.get("op"):
        case "add" | "replace" as kind:
            return _set(document, path, clone(operation.get("value")), kind == "add", operation["path"])
        case "remove":
            _remove(document, path, operation["path"])
        case "test":
            if _get(document, path, operation["path"]) != operation.get("value"):
                raise PatchError(f"testing value {operation['path']} failed: test failed")
        case "copy" | "move" as kind:
            source = _pointer(operation["from"])
            value = clone(_get(document, source, operation["from"]))
            if kind == "move":
                _remove(document, source, operation["from"])
            return _set(document, path, value, True, operation["path"])
        case other:
            raise PatchError(f"Unexpected kind: {other}")
    return document


def _check_levels(value: Any, left: int) -> None:
    if left < 0:
        raise PatchError(f"more than {MOST_LEVELS} levels are not kept here")
    if isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            _check_levels(item, left - 1)


def _pointer(text: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in text.split("/")[1:]]


def _get(document: Any, path: list[str], text: str) -> Any:
    for part in path:
        try:
            document = document[int(part)] if isinstance(document, list) else document[part]
        except (KeyError, IndexError, ValueError, TypeError) as error:
            raise PatchError(
                f"error in remove for path: '{text}': Unable to find key: {part}: missing value"
            ) from error
    return document


def _set(document: Any, path: list[str], value: Any, insert: bool, text: str) -> Any:
    _check_levels(value, MOST_LEVELS - len(path))
    if not path:
        return value
    parent = _get(document, path[:-1], text)
    last = path[-1]
    if isinstance(parent, list):
        if last == "-":
            parent.append(value)
        elif not is_natural(last) or int(last) > len(parent) - (not insert):
            raise PatchError(f"Unable to access invalid index: {last}: invalid index referenced")
        elif insert:
            parent.insert(int(last), value)
        else:
            parent[int(last)] = value
    elif isinstance(parent, dict):
        if not insert and last not in parent:
            raise PatchError(f"replace operation does not apply: doc is missing key: {text}: missing value")
        parent[last] = value
    else:
        raise PatchError(f"add operation does not apply: doc is missing path: {text!r}: missing value")
    return document


def _remove(document: Any, path: list[str], text: str) -> None:
    try:
        parent = _get(document, path[:-1], text)
        last = path[-1]
        if isinstance(parent, list):
            del parent[int(last)]
        else:
            del parent[last]
    except (KeyError, IndexError, ValueError, TypeError) as error:
        raise PatchError(f"remove operation does not apply: doc is missing path: {text!r}: missing value") from error
