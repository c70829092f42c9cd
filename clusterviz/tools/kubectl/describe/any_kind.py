"""kubectl describe for kinds without a description of their own: every field, with a name made of its key."""

from __future__ import annotations

import re
from typing import Any

from ....cluster.machinery.objects import Object, annotations_of, labels_of, name_of, namespace_of
from ..invocation import Invocation, Steps
from .text import annotation_lines, events_of, events_text, pairs

_HIDDEN = ("managedFields", "name", "namespace", "labels", "annotations")


def describe(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """Any object."""
    events = yield from events_of(call, obj)
    text = f"Name:\t{name_of(obj)}\nNamespace:\t{namespace_of(obj)}\n" + pairs("Labels", labels_of(obj))
    text += annotation_lines(annotations_of(obj)) + f"API Version:\t{obj['apiVersion']}\nKind:\t{obj['kind']}\n"
    metadata = {key: value for key, value in obj["metadata"].items() if key not in _HIDDEN}
    rest = {key: value for key, value in obj.items() if key not in ("apiVersion", "kind", "metadata")}
    text += _fields({**rest, "metadata": metadata}, "")
    return text + events_text(events, now_ms)


def _fields(values: dict[str, Any], indent: str) -> str:
    text = ""
    for key in sorted(values, key=lambda key: field_title(key)):
        value, title = values[key], field_title(key)
        if isinstance(value, dict):
            text += f"{indent}{title}:\n" + _fields(value, indent + "  ")
        elif isinstance(value, list):
            text += f"{indent}{title}:\n" + _items(value, indent + "  ")
        else:
            text += f"{indent}{title}:\t{_text(value)}\n"
    return text


def _items(values: list[Any], indent: str) -> str:
    text = ""
    for value in values:
        if isinstance(value, dict):
            text += _fields(value, indent)
        elif isinstance(value, list):
            text += _items(value, indent + "  ")
        else:
            text += f"{indent}{_text(value)}\n"
    return text


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "<nil>" if value is None else str(value)


_ACRONYMS = {
    "Uid": "UID",
    "Api": "API",
    "Ip": "IP",
    "Ips": "IPs",
    "Dns": "DNS",
    "Url": "URL",
    "Cidr": "CIDR",
    "Tls": "TLS",
}


def field_title(key: str) -> str:
    """`creationTimestamp` → `Creation Timestamp`."""
    if not re.fullmatch(r"[A-Za-z0-9]+", key):
        return key
    words = re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+", key)
    shown = [word[0].upper() + word[1:] for word in words]
    return " ".join(_ACRONYMS.get(word, word) for word in shown)
