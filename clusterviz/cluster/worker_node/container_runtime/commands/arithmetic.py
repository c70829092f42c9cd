"""`$((1 + N))`: the whole numbers of a shell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..process import Process


def sum_of(process: Process, text: str) -> int:
    """`$((1 + N))`: whole numbers, + - * / %, from left to right with the usual precedence."""
    tokens = re.findall(r"\d+|[A-Za-z_$][A-Za-z0-9_]*|[-+*/%()]", text)
    return _sum(process, tokens)


def _sum(process: Process, tokens: list[str]) -> int:
    value = _product(process, tokens)
    while tokens and tokens[0] in "+-":
        sign = tokens.pop(0)
        other = _product(process, tokens)
        value = _int64(value + other if sign == "+" else value - other)
    return value


def _int64(value: int) -> int:
    """As a shell counts: what is too large goes round."""
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)


def _product(process: Process, tokens: list[str]) -> int:
    value = _atom(process, tokens)
    while tokens and tokens[0] in "*/%":
        operator = tokens.pop(0)
        other = _atom(process, tokens)
        if operator == "*":
            value = _int64(value * other)
        elif other:
            value = value // other if operator == "/" else value % other
    return value


def _atom(process: Process, tokens: list[str]) -> int:
    if not tokens:
        return 0
    token = tokens.pop(0)
    if token == "(":
        value = _sum(process, tokens)
        if tokens and tokens[0] == ")":
            tokens.pop(0)
        return value
    if token == "-":
        return -_atom(process, tokens)
    text = token if token.isdigit() else process.variables.get(token.lstrip("$"), "0")
    return int(text) if text.lstrip("-").isdigit() else 0
