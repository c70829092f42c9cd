"""JSON inside of objects: what Go says of text that it cannot read."""

from __future__ import annotations

import json
from base64 import b64decode

_PLACES = {
    "Expecting value": "looking for beginning of value",
    "Expecting property name enclosed in double quotes": "looking for beginning of object key string",
    "Expecting ':' delimiter": "after object key",
    "Expecting ',' delimiter": "after object key:value pair",
    "Extra data": "after top-level value",
}
_KINDS: dict[type, str] = {bool: "bool", int: "number", float: "number", list: "array", str: "string"}


def unreadable_map(encoded: str) -> str:
    """Why base64 text holds no JSON object; empty if it does."""
    text = b64decode(encoded).decode(errors="replace")
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        rest = text[error.pos :].lstrip()
        if not rest or error.msg not in _PLACES:
            return "unexpected end of JSON input"
        return f"invalid character '{rest[0]}' {_PLACES[error.msg]}"
    if value is None or isinstance(value, dict):
        return ""
    return f"json: cannot unmarshal {_KINDS[type(value)]} into Go value of type map[string]interface {{}}"
