"""Kubernetes' errors in plain words: one sentence to stand before the message itself, for the few that hide what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable

KINDS_OF_VALUE = {
    "int32": "a whole number, without quotes",
    "int64": "a whole number, without quotes",
    "bool": "true or false, without quotes",
    "string": "a text: put it in quotes",
    "float64": "a number, without quotes",
}


def plain_words(message: str) -> str:
    """What is wrong, and the way out; "" where the message says it well enough itself."""
    for pattern, sentence in SENTENCES:
        found = pattern.search(message)
        if found:
            return sentence(found)
    return ""


def _expected(kind: str) -> str:
    if kind.startswith("[]"):
        return "a list: begin each item with a dash"
    if kind.startswith(("map", "v1.", "struct")):
        return "a mapping: indent its fields below it"
    return KINDS_OF_VALUE.get(kind, kind)


def _wrong_type(found: re.Match[str]) -> str:
    return f"A value that you changed has the wrong type. Kubernetes expects {_expected(found[1])} there."


def _wrong_type_of_field(found: re.Match[str]) -> str:
    return f'"{found[2]}" has the wrong type: it is a {found[1]}. Kubernetes expects {_expected(found[3])}.'


def _unknown_fields(found: re.Match[str]) -> str:
    names = ", ".join(f'"{name}"' for name in re.findall(r'unknown field "([^"]+)"', found[0]))
    return f"There is no field {names}. Look for a typing mistake, or a wrong indentation."


SENTENCES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"unrecognized type: (\S+)"), _wrong_type),
    (re.compile(r"cannot unmarshal (\w+) into Go struct field \w+\.(\S+) of type (\S+)"), _wrong_type_of_field),
    (re.compile(r'strict decoding error: (?:unknown field "[^"]+"(?:, )?)+'), _unknown_fields),
)
