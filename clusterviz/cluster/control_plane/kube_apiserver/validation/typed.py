"""Whether a configuration can be applied: what server-side apply's own reader says of fields that do not fit. Fact sheet §4.7."""

from __future__ import annotations

from typing import Any

from ....machinery.owned_fields import KEY_DEFAULTS, item_name, paths
from ....machinery.patches import go_text
from ....machinery.schemas import Shape

_NAMES: dict[type, str] = {bool: "bool", int: "int64", float: "float64", str: "string"}


def check(shape: Shape | None, config: Any) -> list[str]:
    """What does not fit, each with its path. A custom kind without a schema takes everything."""
    found: list[str] = []
    if shape is not None:
        _walk(shape, config, "", found)
    return found


def _walk(shape: Shape, value: Any, path: str, found: list[str]) -> None:
    if value is None:
        return
    match shape.kind:
        case "object" | "map":
            if not isinstance(value, dict):
                found.append(f"{path}: expected map, got {_value(value)}")
                return
            for name, inner in sorted(value.items()):
                field = shape.fields.get(name, shape.item)
                if field is not None:
                    _walk(field, inner, f"{path}.{name}", found)
                elif shape.kind == "object":
                    found.append(f"{path}.{name}: field not declared in schema")
        case "array":
            if not isinstance(value, list):
                found.append(f"{path}: expected list, got {_value(value)}")
                return
            _walk_list(shape, value, path, found)
        case "string" | "bytes" | "time":
            if not isinstance(value, str):
                found.append(f"{path}: expected string, got &value.valueUnstructured{{Value:{_literal(value)}}}")
        case "integer" | "number":
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                found.append(f"{path}: expected numeric (int or float), got {_type(value)}")
        case "boolean":
            if not isinstance(value, bool):
                found.append(f"{path}: expected boolean, got {_value(value)}")
        case "quantity" | "int-or-string":
            if isinstance(value, (dict, list)):
                found.append(f"{path}: expected any scalar, got {_value(value)}")


def _walk_list(shape: Shape, items: list[Any], path: str, found: list[str]) -> None:
    assert shape.item is not None
    names: set[str] = set()
    for i, item in enumerate(items):
        place = f"{path}[{i}]"
        if shape.item_keys or shape.is_set:
            missing = [key for key in shape.item_keys if isinstance(item, dict) and key not in item]
            missing = [key for key in missing if key not in KEY_DEFAULTS]
            if missing:
                why = "associative list with keys has an element that omits key field"
                found.append(f'{path}: element {i}: {why} "{missing[0]}" (and doesn\'t have default value)')
                continue
            name = item_name(shape, item)
            [shown] = paths({name: {}})
            if name in names:
                found.append(f"{path}: duplicate entries for key {shown}")
            names.add(name)
            place = path + shown
        _walk(shape.item, item, place, found)


def _value(value: Any) -> str:
    """A value as Go prints what holds it."""
    return f"&{{{go_text(value)}}}"


def _literal(value: Any) -> str:
    return (
        go_text(value)
        if isinstance(value, (bool, int, float))
        else go_text(value).replace("map[", "map[string]interface {}[")
    )


def _type(value: Any) -> str:
    if isinstance(value, dict):
        return "map[string]interface {}"
    return "[]interface {}" if isinstance(value, list) else _NAMES[type(value)]
