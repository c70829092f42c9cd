"""Quantities: `500m`, `128Mi`, `2`, `1e3`. Fact sheet §17."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

_QUANTITY = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?\d+)?", re.ASCII)
_BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_DECIMAL_SUFFIX = {exponent: suffix for suffix, exponent in _DECIMAL.items()}


_MOST_DIGITS = 100
_MOST_EXPONENT = 100  # beyond both no number of the model could be shown, and the exact value takes for ever


class QuantityError(ValueError):
    """A text that is no quantity, in Kubernetes' words."""


@lru_cache(maxsize=4096)
def parse(text: str) -> Fraction:
    """The exact value. QuantityError if the text is no quantity."""
    match = _QUANTITY.fullmatch(str(text))
    if match is None:
        raise QuantityError(
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
        )
    suffix = match[2] or ""
    if len(match[1]) > _MOST_DIGITS:
        raise QuantityError("unable to parse numeric part of quantity")
    if suffix[1:].lstrip("-+").isdigit() and (len(suffix) > 12 or abs(int(suffix[1:])) > _MOST_EXPONENT):
        raise QuantityError("unable to parse quantity's suffix")
    number = Fraction(match[1])
    if suffix in _BINARY:
        factor: int = 1024 ** _BINARY[suffix]
        return number * factor
    if suffix in _DECIMAL:
        return number * Fraction(10) ** _DECIMAL[suffix]
    return number * Fraction(f"1e{int(suffix[1:])}")


@lru_cache(maxsize=4096)
def milli(text: str) -> int:
    """The value in thousandths, rounded up: CPU in millicores."""
    value = parse(text) * 1000
    return -(-value.numerator // value.denominator)


@lru_cache(maxsize=4096)
def whole(text: str) -> int:
    """The value in units, rounded up: memory in bytes."""
    value = parse(text)
    return -(-value.numerator // value.denominator)


def cpu_text(millis: int) -> str:
    """Millicores as Kubernetes writes them: `1500m`, `2`."""
    return str(millis // 1000) if millis % 1000 == 0 else f"{millis}m"


def memory_text(size: int) -> str:
    """Bytes as Kubernetes writes a binary quantity: the largest unit that divides it."""
    for unit in ("Ei", "Pi", "Ti", "Gi", "Mi", "Ki"):
        factor = 1024 ** _BINARY[unit]
        if size and size % factor == 0:
            return f"{size // factor}{unit}"
    return str(size)


@lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """As Kubernetes writes it back: the largest suffix that leaves a whole number, of the family that was used.

    `0.5` → `500m`, `1024Mi` → `1Gi`, `1.5Gi` → `1536Mi`, `1000` → `1k`, `1e3` → `1e3`.
    """
    value = parse(text)
    match = _QUANTITY.fullmatch(text)
    suffix = (match[2] or "") if match is not None else ""
    if suffix in _BINARY and abs(value) >= 1024:
        whole_value = -(-value.numerator // value.denominator)
        return memory_text(whole_value)
    nano = value * 10**9
    mantissa, exponent = -(-nano.numerator // nano.denominator), -9
    if not mantissa:
        return "0"
    while mantissa % 1000 == 0 and exponent < 18:
        mantissa //= 1000
        exponent += 3
    if suffix[:1] in ("e", "E") and suffix not in _DECIMAL:
        return f"{mantissa}e{exponent}" if exponent else str(mantissa)
    return str(mantissa) + _DECIMAL_SUFFIX[exponent]
