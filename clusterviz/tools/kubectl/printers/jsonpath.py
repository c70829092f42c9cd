"""`-o jsonpath`: what a template makes of an object, and kubectl's words when it makes nothing."""

from __future__ import annotations

import json
import re
from typing import Any

from ....cluster.machinery.go_json import compact
from ....cluster.machinery.jsonpath import PathError, find, go_text, parse, shown
from ...bounds import joined
from ..errors import Failure
from . import json_text

_RELAXED = re.compile(r"\{\.?([^{}]+)\}|\.?([^{}]+)")


def printed(template: str, obj: Any) -> str:
    """What the template makes of an object. Failure in kubectl's words."""
    try:
        nodes = parse(template)
    except PathError as error:
        raise Failure(f"error parsing jsonpath {template}, {error}") from error
    try:
        return joined(joined((shown(value) for value in values), " ") for values in find(nodes, obj))
    except PathError as error:
        raise Failure(
            f"error executing jsonpath {compact(template)}: Error executing template: {error}. "
            f"Printing more information for debugging the template:\n\ttemplate was:\n\t\t{template}\n"
            f"\tobject given to jsonpath engine was:\n\t\t{go_syntax(obj)}\n\n"
        ) from error


def as_json(template: str, obj: Any) -> str:
    """`-o jsonpath-as-json`: what is found, as a JSON list."""
    values = [value for part in find(parse(template), obj) for value in part]
    return json_text.text(values)


def relaxed(text: str) -> str:
    """`spec.replicas`, `.spec.replicas` and `{.spec.replicas}` are the same. Failure for anything else."""
    match = _RELAXED.fullmatch(text)
    if not text or match is None:
        raise Failure(
            "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"
        )
    return f"{{.{match[1] or match[2]}}}"


def values_at(path: str, obj: Any) -> list[Any]:
    """What a path (in relaxed or full form) finds; nothing if there is no such field."""
    try:
        return [value for part in find(parse(path if path.startswith("{") else relaxed(path)), obj) for value in part]
    except PathError:
        return []


def go_syntax(value: Any) -> str:
    """Go's %#v of JSON."""
    if isinstance(value, dict):
        inside = ", ".join(f"{compact(key)}:{go_syntax(value[key])}" for key in sorted(value))
        return f"map[string]interface {{}}{{{inside}}}"
    if isinstance(value, list):
        return f"[]interface {{}}{{{', '.join(go_syntax(item) for item in value)}}}"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return "interface {}(nil)" if value is None else go_text(value)
