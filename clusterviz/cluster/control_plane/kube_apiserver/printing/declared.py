"""The columns that a CustomResourceDefinition declares: paths into the object. Fact sheet §3.3."""

from __future__ import annotations

from functools import lru_cache
from itertools import takewhile
from typing import Any

from ....machinery.jsonpath import Node, PathError, find, parse, shown
from ....machinery.objects import Object
from ....machinery.times import age, unix_ms
from .columns import NAME, definition

AGE: Object = {"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"}
TOLD = "Custom resource definition column (in JSONPath format): "


def definitions(version: Object) -> list[Object]:
    """The `columnDefinitions` of a version's Table."""
    return [definition(NAME), *(_definition(column) for column in _columns(version))]


def _columns(version: Object) -> list[Object]:
    """What can be shown: with the first path that nobody can read the columns end."""
    columns = version.get("additionalPrinterColumns") or [AGE]
    return list(takewhile(_readable, columns))


def _readable(column: Object) -> bool:
    try:
        _parsed(column["jsonPath"])
    except PathError:
        return False
    return True


def _definition(column: Object) -> Object:
    return {
        "name": column["name"],
        "type": column["type"],
        "format": column.get("format", ""),
        "description": column.get("description") or TOLD + column["jsonPath"],
        "priority": column.get("priority", 0),
    }


def cells(version: Object, obj: Object, now_ms: int) -> list[Any]:
    """The cells of one object; None where a path leads nowhere."""
    return [obj["metadata"]["name"], *(_cell(column, obj, now_ms) for column in _columns(version))]


def _cell(column: Object, obj: Object, now_ms: int) -> Any:
    try:
        found = find(_parsed(column["jsonPath"]), obj)
    except PathError:
        return None
    if not found or not found[0]:
        return None
    value = found[0][0]
    match column["type"]:
        case "string":
            return shown(value)
        case "integer" if isinstance(value, (int, float)) and not isinstance(value, bool):
            return int(value)
        case "number" if isinstance(value, (int, float)) and not isinstance(value, bool):
            return value
        case "boolean" if isinstance(value, bool):
            return value
        case "date" if isinstance(value, str):
            return _since(value, now_ms)
    return None


def _since(moment: str, now_ms: int) -> str:
    try:
        return age(now_ms - unix_ms(moment))
    except ValueError:
        return "<invalid>"


@lru_cache(maxsize=512)
def _parsed(path: str) -> list[list[Node]]:
    return parse(f"{{{path}}}")
