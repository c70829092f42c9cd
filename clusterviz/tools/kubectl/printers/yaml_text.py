"""`-o yaml`, as Go's YAML writes it: keys in order, lists at the depth of their key, quotes only where a reader would be misled."""

from __future__ import annotations

import re
from functools import cmp_to_key, lru_cache
from typing import Any

import yaml

_TAKEN = """
y Y yes Yes YES on On ON n N no No NO off Off OFF true True TRUE false False FALSE null Null NULL ~ <<
.nan .NaN .NAN .inf .Inf .INF +.inf +.Inf +.INF -.inf -.Inf -.INF
"""
_WORDS = frozenset([*_TAKEN.split(), ""])
_INTEGER = re.compile(r"[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|0o?[0-7_]+|[0-9][0-9_]*)\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_BASE_60 = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?\Z")
_TIME = re.compile(r"\d{4}-\d\d?-\d\d?([Tt ]\s*\d\d?:\d\d?:\d\d?(\.\d+)?\s*(Z|[-+]\d\d?(:\d\d)?)?)?\Z")
SHORT = 100  # characters; longer texts are rarely the same
_TEXT = "tag:yaml.org,2002:str"


def _order(a: str, b: str) -> int:
    """Go's YAML sorts keys as people do: `a2` before `a10`, signs before letters."""
    digits = False
    for i, (x, y) in enumerate(zip(a, b, strict=False)):
        if x == y:
            digits = x.isdigit()
            continue
        if x.isalpha() and y.isalpha():
            return -1 if x < y else 1
        if x.isalpha() or y.isalpha():
            return -1 if x.isalpha() == digits else 1
        n, m = _number(a, i), _number(b, i)
        return -1 if (n, x) < (m, y) else 1
    return len(a) - len(b)


def _number(text: str, start: int) -> int:
    digits = re.match(r"\d*", text[start:])
    return int(digits[0]) if digits and digits[0] else 0


_KEY_ORDER = cmp_to_key(_order)


@lru_cache(maxsize=2000)  # most objects have the same keys as many others
def _sorted(keys: tuple[str, ...]) -> list[str]:
    return sorted(keys, key=_KEY_ORDER)


class _Dumper(yaml.CSafeDumper):
    """Writes every scalar as text; whether it needs quotes is decided here, by Go's rules.

    Its emitter is libyaml, of which Go's is a translation: long texts are broken, and signs escaped, as there.
    """

    yaml_implicit_resolvers: dict[str, Any] = {}

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.CSafeDumper, value: str) -> yaml.Node:
    if "\n" in value:
        return dumper.represent_scalar(_TEXT, value, style="|")
    return dumper.represent_scalar(_TEXT, value, style='"' if misleading(value) else None)


def _plain(dumper: yaml.CSafeDumper, value: Any) -> yaml.Node:
    return dumper.represent_scalar(_TEXT, str(value))


def _boolean(dumper: yaml.CSafeDumper, value: bool) -> yaml.Node:
    return dumper.represent_scalar(_TEXT, "true" if value else "false")


def _nothing(dumper: yaml.CSafeDumper, value: None) -> yaml.Node:
    return dumper.represent_scalar(_TEXT, "null")


def _mapping(dumper: yaml.CSafeDumper, value: dict[str, Any]) -> yaml.Node:
    items = [(key, value[key]) for key in _sorted(tuple(value))]
    return dumper.represent_mapping("tag:yaml.org,2002:map", items, flow_style=False if value else None)


def _sequence(dumper: yaml.CSafeDumper, value: list[Any]) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=False if value else None)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(list, _sequence)
_Dumper.add_multi_representer(str, _text)
_Dumper.add_multi_representer(dict, _mapping)
_Dumper.add_multi_representer(list, _sequence)
_Dumper.add_representer(int, _plain)
_Dumper.add_representer(float, _plain)
_Dumper.add_representer(bool, _boolean)
_Dumper.add_representer(type(None), _nothing)


def misleading(value: str) -> bool:
    """Whether a reader of YAML would take this text for something else than text."""
    return _known_misleading(value) if len(value) <= SHORT else _misleading(value)


def _misleading(value: str) -> bool:
    return value in _WORDS or any(kind.match(value) for kind in (_INTEGER, _FLOAT, _BASE_60, _TIME))


_known_misleading = lru_cache(maxsize=4000)(_misleading)


def text(value: Any) -> str:
    """An object, ended by a newline."""
    return yaml.dump(value, Dumper=_Dumper, default_flow_style=False, allow_unicode=True, width=80)
