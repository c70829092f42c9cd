"""Reading JSON that a stranger wrote, as Go reads it: numbers of 64 bits, whole characters; and only so deep."""

from __future__ import annotations

import json
import re
from typing import Any

MAX_DEPTH = 60
_STRINGS_AND_BRACKETS = re.compile(r'"(?:[^"\\]+|\\.)*+"?|[\[{]+|[\]}]+', re.DOTALL)
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_HALVES = re.compile("[\ud800-\udfff]")


class TooDeep(ValueError):
    """More levels than are read here."""


def read(text: str) -> Any:
    """The value. JSONDecodeError says where the text is broken; ValueError, what it holds that cannot be read."""
    check_depth(text)
    return whole(DECODER.decode(text), text)


def read_next(text: str, place: int) -> tuple[Any, int]:
    """(the value that begins at `place`, where it ends), of a text whose depth was checked."""
    value, end = DECODER.raw_decode(text, place)
    return whole(value, text), end


def check_depth(text: str) -> None:
    """TooDeep if brackets stand within more brackets than that."""
    depth = 0
    for match in _STRINGS_AND_BRACKETS.finditer(text):
        found = match[0]
        if found[0] in "[{":
            depth += len(found)
            if depth > MAX_DEPTH:
                raise TooDeep(f"more than {MAX_DEPTH} levels are not read here")
        elif found[0] != '"':
            depth -= len(found)


def whole(value: Any, text: str) -> Any:
    """The value with a sign in place of each half of a character, as Go reads it."""
    return _mended(value) if _HALF.search(text) else value


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return _HALVES.sub("\ufffd", value)
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    return value


def integer(text: str) -> int | float:
    """A whole number; beyond 64 bits it is a float. ValueError if it is too large for that too."""
    value = int(text) if len(text) <= 20 else 1 << 64
    return value if -(1 << 63) <= value < 1 << 63 else _float(text)


def _float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError(f"json: cannot unmarshal number {text} into Go value of type float64")
    return value


def _no_number(text: str) -> Any:
    raise ValueError(f"invalid character '{text.lstrip('-')[0]}' looking for beginning of value")


DECODER = json.JSONDecoder(parse_int=integer, parse_float=_float, parse_constant=_no_number)
