"""Regular expressions as Go reads them: no look-around, no back-references, and the work grows with the text only.

A pattern becomes a small machine; nobody can write one that takes for ever, as one can for Python's own.
"""

from __future__ import annotations

from functools import lru_cache

from .machine import Pattern
from .reading import PatternError


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Pattern:
    """The machine of a pattern. PatternError if Go does not compile it."""
    return Pattern(pattern)


__all__ = ["Pattern", "PatternError", "compiled"]
