"""JSON in one line as Go writes it: keys in order, no spaces, and escapes for what means something in HTML."""

from __future__ import annotations

import json
from typing import Any

_HTML = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def compact(value: Any, *, sort: bool = True) -> str:
    """A value as Go marshals a map; without `sort`, a structure: its keys stay in their order."""
    return escaped(json.dumps(value, separators=(",", ":"), sort_keys=sort, ensure_ascii=False))


def escaped(encoded: str) -> str:
    """What Go's encoder does to characters that mean something in HTML."""
    if any(character in encoded for character in _HTML):
        for character, escape in _HTML.items():
            encoded = encoded.replace(character, escape)
    return encoded
