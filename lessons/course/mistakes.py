"""What is wrong in a lesson: file, line, column, and a sentence with the way out. All of them are told at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import NamedTuple


class Place(NamedTuple):
    """A place in a lesson's source; line and column count from 1, as editors do."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Mistake(NamedTuple):
    """One thing to mend."""

    place: Place
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"


class Mistakes(Exception):
    """A lesson that cannot be used, with everything that is wrong in it."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = sorted(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


def listed(words: Iterable[str]) -> str:
    """`a, b and c`, for a sentence."""
    *first, last = list(words)
    return f"{', '.join(first)} and {last}" if first else last


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The way out for a name that nobody knows: the one it looks like, or all of them."""
    names = list(dict.fromkeys(known))
    close = difflib.get_close_matches(word, names, 1)
    return f"Did you mean {close[0]}?" if close else f"Known are {listed(names)}."
