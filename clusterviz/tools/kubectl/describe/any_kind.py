"""kubectl describe for kinds without a description of their own: every field, with a name made of its key."""

from __future__ import annotations

import re
from typing import Any

from ....cluster.machinery.jsonpath import go_text
from ....cluster.machinery.objects import Object, annotations_of, labels_of, name_of, namespace_of
from ..invocation import Invocation, Steps
from .text import annotation_lines, events_of, events_text, pairs

_HIDDEN = ("managedFields", "name", "namespace", "labels", "annotations")
_ACRONYMS = ("Api", "Url", "Uid", "Osb", "Guid")


def describe(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """Any object."""
    events = yield from events_of(call, obj)
    text = f"Name:\t{name_of(obj)}\nNamespace:\t{namespace_of(obj)}\n" + pairs("Labels", labels_of(obj))
    text += annotation_lines(annotations_of(obj))
    metadata = {key: value for key, value in obj["metadata"].items() if key not in _HIDDEN}
    return text + _fields({**obj, "metadata": metadata}, "") + events_text(events, now_ms)


def _fields(values: dict[str, Any], indent: str) -> str:
    text = ""
    for key in sorted(values):
        value, title = values[key], field_title(key)
        if isinstance(value, dict):
            text += f"{indent}{title}:\n" + _fields(value, indent + "  ")
        elif isinstance(value, list):
            text += f"{indent}{title}:\n"
            for one in value:
                text += _fields(one, indent + "  ") if isinstance(one, dict) else f"{indent}  {printed(one)}\n"
        else:
            text += f"{indent}{title}:\t{printed(value)}\n"
    return text


def field_title(key: str) -> str:
    """`creationTimestamp` → `Creation Timestamp`. A key with more than letters and dashes stays as it is."""
    if not all(letter.isalpha() or letter == "-" for letter in key):
        return key
    words = re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|-+", key)
    shown = [word[0].upper() + word[1:] for word in words]
    return " ".join(word.upper() if word.title() in _ACRONYMS else word for word in shown)


def printed(value: Any) -> str:
    """Go's %v of JSON."""
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{printed(value[key])}' for key in sorted(value))}]"
    if isinstance(value, list):
        return f"[{' '.join(printed(one) for one in value)}]"
    return go_text(value)
