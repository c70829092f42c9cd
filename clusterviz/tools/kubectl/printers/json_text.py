"""`-o json`: four spaces, keys in order, and Go's escapes for HTML."""

from __future__ import annotations

import json
from typing import Any

_HTML = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def text(value: Any, *, sort: bool = True) -> str:
    """An object, ended by a newline. `sort` is off for what kubectl made from its own types."""
    return escaped(json.dumps(value, indent=4, sort_keys=sort, ensure_ascii=False)) + "\n"


def compact(value: Any) -> str:
    """One line without spaces, as Go marshals a map."""
    return escaped(json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False))


def escaped(encoded: str) -> str:
    """What Go's encoder does to characters that mean something in HTML."""
    if any(character in encoded for character in _HTML):
        for character, escape in _HTML.items():
            encoded = encoded.replace(character, escape)
    return encoded
