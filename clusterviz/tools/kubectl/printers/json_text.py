"""`-o json`: four spaces, keys in order, and Go's escapes for HTML."""

from __future__ import annotations

import json
from typing import Any

from ....cluster.machinery.go_json import escaped


def text(value: Any, *, sort: bool = True, indent: int = 4) -> str:
    """An object, ended by a newline. `sort` is off for what kubectl made from its own types."""
    return escaped(json.dumps(value, indent=indent, sort_keys=sort, ensure_ascii=False)) + "\n"
