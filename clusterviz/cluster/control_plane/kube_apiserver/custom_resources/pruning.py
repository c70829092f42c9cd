"""Pruning and defaulting by a structural schema: what nobody declared goes, and what was left out is filled in.

Both work on fresh copies. A schema is the plain JSON that stands in the CustomResourceDefinition.
"""

from __future__ import annotations

from typing import Any

from ....machinery.objects import Object, clone

ALWAYS_KEPT = ("apiVersion", "kind", "metadata")  # of an object, and of one that is embedded in another
PRESERVE = "x-kubernetes-preserve-unknown-fields"
EMBEDDED = "x-kubernetes-embedded-resource"


def pruned(schema: Object, obj: Object) -> list[str]:
    """Take out of the object what its schema does not declare; the paths of what went, as decoding names them."""
    gone: list[str] = []
    _prune({**schema, EMBEDDED: True}, obj, "", gone)
    return gone


def _prune(schema: Object | None, value: Any, path: str, gone: list[str]) -> None:
    """Without a schema nothing inside may stay."""
    if isinstance(value, list):
        items = (schema or {}).get("items")
        for i, item in enumerate(value):
            _prune(items if items is not None or not _keeps(schema) else schema, item, f"{path}[{i}]", gone)
        return
    if not isinstance(value, dict):
        return
    fields = (schema or {}).get("properties") or {}
    others = (schema or {}).get("additionalProperties")
    for name in sorted(value):
        place = f"{path}.{name}" if path else name
        if (schema or {}).get(EMBEDDED) and name in ALWAYS_KEPT:
            continue
        if name in fields:
            _prune(fields[name], value[name], place, gone)
        elif others is not None and others is not False:
            _prune(others if isinstance(others, dict) else None, value[name], place, gone)
        elif not _keeps(schema):
            del value[name]
            gone.append(place)


def _keeps(schema: Object | None) -> bool:
    return bool(schema) and bool((schema or {}).get(PRESERVE))


def defaulted(schema: Object, value: Any) -> None:
    """Fill in defaults; a null that may not be one is replaced by its default, or goes."""
    if isinstance(value, dict):
        fields = schema.get("properties") or {}
        others = schema.get("additionalProperties")
        for name in sorted(fields):
            field = fields[name]
            missing = name not in value or (value[name] is None and not field.get("nullable"))
            if missing and field.get("default") is not None:
                value[name] = clone(field["default"])
        for name in sorted(value):
            field = fields.get(name, others if isinstance(others, dict) else None)
            if field is None:
                continue
            if value[name] is None and not field.get("nullable") and not _anything(field):
                if field.get("default") is not None:
                    value[name] = clone(field["default"])
                elif name in fields:
                    del value[name]
                    continue
            defaulted(field, value[name])
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        items = schema["items"]
        for i, item in enumerate(value):
            if item is None and not items.get("nullable") and items.get("default") is not None:
                value[i] = clone(items["default"])
            defaulted(items, value[i])


def _anything(schema: Object) -> bool:
    return not schema.get("type") and bool(schema.get(PRESERVE))
