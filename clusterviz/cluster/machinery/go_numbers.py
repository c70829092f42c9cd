"""Whole numbers in text and in time, as Go keeps them: in 64 bits."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"[-+]?[0-9]+")


def is_natural(text: str) -> bool:
    """Whether the text is a natural number of a sensible length: so that `int` reads it, and at once."""
    return text.isascii() and text.isdigit() and len(text) <= 18


def why_no_int64(text: str) -> str:
    """What strconv says about a text that is no int64; "" if it is one."""
    if not _WHOLE.fullmatch(text):
        return f'strconv.ParseInt: parsing "{text}": invalid syntax'
    if len(text.lstrip("-+0")) > 19 or not -(1 << 63) <= int(text) < 1 << 63:
        return f'strconv.ParseInt: parsing "{text}": value out of range'
    return ""


def duration_s(seconds: int) -> int:
    """`time.Duration(seconds) * time.Second`: nanoseconds that go round when they are too many."""
    return ((seconds * 10**9 + (1 << 63)) % (1 << 64) - (1 << 63)) // 10**9
