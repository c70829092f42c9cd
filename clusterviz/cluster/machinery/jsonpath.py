"""JSONPath as client-go/util/jsonpath reads and evaluates it: kubectl's `-o jsonpath`, the columns of custom kinds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .go_json import compact

_FIELD_ENDS = set(".,[]$@{} \t\n")
_SLICE = re.compile(r"(-?\d*)(:-?\d*)?(:-?\d*)?")
MOST_LOOKS = 200_000  # values that one search looks at
_COMPARISON = re.compile(r"([^!<>=]+)([!<>=]+)(.+?)", re.DOTALL)


class PathError(ValueError):
    """A template that cannot be read, or does not fit the object."""


@dataclass(frozen=True, slots=True)
class Node:
    """One step: text, field, wildcard, recursive, slice, union, path, filter, range or end."""

    kind: str
    value: Any = None


# -- reading a template -------------------------------------------------------------------------------------------------


def parse(template: str) -> list[list[Node]]:
    """A template as actions, each a list of steps; text between actions is an action of its own."""
    actions: list[list[Node]] = []
    place = 0
    while place < len(template):
        start = template.find("{", place)
        if start < 0:
            actions.append([Node("text", template[place:])])
            break
        if start > place:
            actions.append([Node("text", template[place:start])])
        nodes, place = _action(template, start + 1, "}")
        actions.append(nodes)
    return actions


def _action(text: str, place: int, closing: str) -> tuple[list[Node], int]:
    nodes: list[Node] = []
    while True:
        if place >= len(text) or text[place] == "\n":
            raise PathError("unclosed action")
        character = text[place]
        if character == closing:
            return nodes, place + 1
        if character in " @$":
            place += 1
        elif character == "[":
            node, place = _array(text, place + 1)
            nodes.append(node)
        elif character in "\"'":
            node, place = _quoted(text, place)
            nodes.append(node)
        elif character == ".":
            node, place = _field(text, place + 1)
            nodes.append(node)
        elif character.isalnum() or character in "+-":
            word = re.match(r"[-+\w.]+", text[place:])
            assert word is not None
            place += len(word[0])
            nodes.append(_word(word[0]))
        else:
            raise PathError(f"unrecognized character in action: U+{ord(character):04X} '{character}'")


def _word(word: str) -> Node:
    if word in ("range", "end"):
        return Node(word)
    if word in ("true", "false"):
        return Node("value", word == "true")
    try:
        return Node("value", int(word) if re.fullmatch(r"[-+]?\d+", word) else float(word))
    except ValueError:
        return Node("identifier", word)  # which only whoever evaluates it minds


def _field(text: str, place: int) -> tuple[Node, int]:
    if place < len(text) and text[place] == ".":
        if place + 1 < len(text) and text[place + 1] not in _FIELD_ENDS:
            return Node("recursive"), place  # the second dot begins the next field
        return Node("recursive"), place + 1
    name = ""
    while place < len(text) and text[place] not in _FIELD_ENDS:
        if text[place] == "\\" and place + 1 < len(text):
            place += 1
        name += text[place]
        place += 1
    if name == "*":
        return Node("wildcard"), place
    return (Node("field", name) if name else Node("self")), place


def _quoted(text: str, place: int) -> tuple[Node, int]:
    quote, start = text[place], place + 1
    end = start
    while end < len(text) and text[end] != quote:
        end += 2 if text[end] == "\\" else 1
    if end >= len(text):
        raise PathError("unterminated quoted string")
    return Node("text", _unescaped(text[start:end])), end + 1


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "'": "'"}


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[0]), text)


def _array(text: str, place: int) -> tuple[Node, int]:
    if text.startswith("?(", place):
        return _filter(text, place + 2)
    end, quote = place, ""
    while end < len(text) and (quote or text[end] != "]"):
        if quote:
            quote = "" if text[end] == quote else quote
        elif text[end] in "\"'":
            quote = text[end]
        end += 1
    if end >= len(text):
        raise PathError("unterminated array")
    return _index(text[place:end]), end + 1


def _index(inside: str) -> Node:
    if inside == "*":
        return Node("wildcard")
    parts = inside.split(",")
    if len(parts) > 1:
        return Node("union", [_index(part.strip()) for part in parts])
    if re.fullmatch(r"'[^']*'", inside):  # a path of its own: the dots in it mean fields
        nodes, _ = _action(f".{inside[1:-1]}}}", 0, "}")
        return Node("path", nodes)
    match = _SLICE.fullmatch(inside)
    if match is None or not inside:
        raise PathError(f"invalid array index {inside}")
    return Node("slice", [match[1], match[2], match[3]])


def _filter(text: str, place: int) -> tuple[Node, int]:
    end, depth, quote = place, 1, ""
    while depth:
        if end >= len(text):
            raise PathError("unterminated filter")
        character = text[end]
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        else:
            depth += {"(": 1, ")": -1}.get(character, 0)
        end += 1
    if not text.startswith("]", end):
        raise PathError("unclosed array expect ]")
    condition = text[place : end - 1].strip()
    match = _COMPARISON.fullmatch(condition)
    if match is None:
        return Node("filter", (_side(condition), "exists", [])), end + 1
    return Node("filter", (_side(match[1]), match[2], _side(match[3]))), end + 1


def _side(text: str) -> list[Node]:
    nodes, _ = _action(text.strip() + "}", 0, "}")
    return nodes


# -- evaluating it ------------------------------------------------------------------------------------------------------


class Looks:
    """How many values one search has looked at."""

    def __init__(self) -> None:
        self.left = MOST_LOOKS

    def taken(self, values: Iterable[Any]) -> list[Any]:
        """All these values. PathError if they are too many."""
        kept = []
        self.left -= 1
        for value in values:
            self.left -= 1
            if self.left < 0:
                raise PathError(f"more than {MOST_LOOKS} values are not looked at here")
            kept.append(value)
        return kept


def find(actions: list[list[Node]], obj: Any) -> list[list[Any]]:
    """The values of each action, one list for each."""
    results, rest = _walk(actions, obj, Looks())
    if rest:
        raise PathError("not in range, nothing to end")
    return results


def _walk(actions: list[list[Node]], obj: Any, looks: Looks) -> tuple[list[list[Any]], list[list[Node]]]:
    """(values, the actions after this range's end)."""
    results: list[list[Any]] = []
    while actions:
        action, actions = actions[0], actions[1:]
        if action and action[0].kind == "range":
            after: list[list[Node]] | None = None
            for value in _evaluate(action[1:], obj, looks):
                inner, after = _walk(actions, value, looks)
                results += inner
            actions = after if after is not None else _after_end(actions)
        elif action and action[0].kind == "end":
            return results, actions or [[]]
        elif action:
            results.append(_evaluate(action, obj, looks))
    return results, []


def _after_end(actions: list[list[Node]]) -> list[list[Node]]:
    depth = 1
    for place, action in enumerate(actions):
        kind = action[0].kind if action else ""
        depth += {"range": 1, "end": -1}.get(kind, 0)
        if depth == 0:
            return actions[place + 1 :]
    return []


def _evaluate(nodes: list[Node], obj: Any, looks: Looks) -> list[Any]:
    values = [obj]
    for node in nodes:
        values = looks.taken(_step(node, values, looks))
    return values


def _step(node: Node, values: list[Any], looks: Looks) -> Iterable[Any]:
    match node.kind:
        case "text" | "value":
            return [node.value]
        case "identifier":
            raise PathError(f"unrecognized identifier {node.value}")
        case "self":
            return values
        case "path":
            for one in node.value:
                values = looks.taken(_step(one, values, looks))
            return values
        case "field":
            return (value[node.value] for value in values if isinstance(value, dict) and node.value in value)
        case "wildcard":
            return (item for value in values for item in _children(value))
        case "recursive":
            return (found for value in values for found in _below(value))
        case "union":
            return (found for one in node.value for found in _step(one, values, looks))
        case "slice":
            return (item for value in values if value is not None for item in _sliced(node.value, value))
    return (item for value in values if value is not None for item in _filtered(node.value, value, looks))


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [value[key] for key in sorted(value)]
    return list(value) if isinstance(value, list) else []


def _below(value: Any) -> list[Any]:
    children = _children(value)
    return [value, *(found for child in children for found in _below(child))] if children else []


def _sliced(parts: list[str | None], value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise PathError(f"{_go_type(value)} is not array or slice")
    length = len(value)
    start = int(parts[0]) if parts[0] else 0
    if parts[1] is None:
        index = start + length if start < 0 else start
        if not 0 <= index < length:
            raise PathError(f"array index out of bounds: index {index}, length {length}")
        return [value[index]]
    end = int(parts[1][1:]) if parts[1][1:] else length
    step = int(parts[2][1:]) if parts[2] and parts[2][1:] else 1
    start, end = (start + length if start < 0 else start), (end + length if end < 0 else end)
    if step <= 0:
        raise PathError("step must be > 0")
    return value[start : min(end, length) : step]


def _filtered(condition: tuple[list[Node], str, list[Node]], value: Any, looks: Looks) -> list[Any]:
    left, operator, right = condition
    if not isinstance(value, list):
        raise PathError(f"{go_text(value)} is not array or slice and cannot be filtered")
    kept = []
    for item in value:
        lefts = _evaluate(left, item, looks)
        if operator == "exists":
            if lefts:
                kept.append(item)
            continue
        rights = _evaluate(right, item, looks)
        if not lefts or not rights:
            continue
        if len(lefts) > 1 or len(rights) > 1:
            raise PathError("can only compare one element at a time")
        if _compare(lefts[0], operator, rights[0]):
            kept.append(item)
    return kept


def _compare(left: Any, operator: str, right: Any) -> bool:
    if operator == "==":
        return type(left) is type(right) and bool(left == right)
    if operator == "!=":
        return not (type(left) is type(right) and left == right)
    if isinstance(left, bool) or type(left) is not type(right) or not isinstance(left, (int, float, str)):
        raise PathError("incompatible types for comparison")
    compare = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}
    if operator not in compare:
        raise PathError(f"unrecognized filter operator {operator}")
    return bool(compare[operator])


# -- showing values -----------------------------------------------------------------------------------------------------


def shown(value: Any) -> str:
    """A value as text: maps and lists as JSON."""
    if isinstance(value, (dict, list)):
        return compact(value)
    return go_text(value)


def go_text(value: Any) -> str:
    """Go's %v of a plain value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "<nil>" if value is None else str(value)


def _go_type(value: Any) -> str:
    names: dict[type, str] = {
        dict: "map[string]interface {}",
        str: "string",
        bool: "bool",
        int: "int64",
        float: "float64",
    }
    return next((name for kind, name in names.items() if isinstance(value, kind)), "interface {}")
