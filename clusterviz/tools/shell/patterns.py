"""The patterns of grep and sed, basic and extended, found in time that grows with the text only (RE2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import re2

from ..bounds import joined

_SIGNS = re.compile(r"\\?[+?|(){}]")
_REFERENCE = re.compile(r"\\[1-9]")


class PatternError(ValueError):
    """A pattern that cannot be read."""


@lru_cache(maxsize=128)
def compiled(pattern: str, extended: bool = False, ignore_case: bool = False, around: str = "{}") -> Any:
    """The pattern; `around`: what it must stand in, as `^{}$`. PatternError says why it is none."""
    if not extended:
        # In a basic expression these signs are plain unless a backslash stands before them.
        pattern = _SIGNS.sub(lambda match: match[0][1:] if match[0][0] == "\\" else "\\" + match[0], pattern)
    if _REFERENCE.search(pattern.replace("\\\\", "")):
        raise PatternError("back-references are not read here")
    options = re2.Options()
    options.log_errors = False
    options.longest_match = True
    options.case_sensitive = not ignore_case
    try:
        return re2.compile(around.format(f"(?:{pattern})") if around != "{}" else pattern, options)
    except re2.error as error:
        said = error.args[0] if error.args else ""
        raise PatternError(said.decode() if isinstance(said, bytes) else str(said)) from error


def escaped(text: str) -> str:
    """A pattern for the text itself, in an extended expression."""
    return re.escape(text)


def substituted(pattern: Any, replacement: str, line: str, every: bool) -> str:
    """The line with the first or every match replaced: `&` is what was found, `\\1` its first group."""
    return joined(_substituted(pattern, _pieces(replacement), line, every))


def _substituted(pattern: Any, pieces: list[str | int], line: str, every: bool) -> Iterator[str]:
    place = 0
    for match in pattern.finditer(line):
        yield line[place : match.start()]
        for piece in pieces:
            yield piece if isinstance(piece, str) else _group(match, piece)
        place = match.end()
        if not every:
            break
    yield line[place:]


def _group(match: Any, number: int) -> str:
    if number > match.re.groups:
        raise PatternError(f"invalid reference \\{number} on `s' command's RHS")
    return match[number] or ""


def _pieces(replacement: str) -> list[str | int]:
    """Texts, and the numbers of groups."""
    pieces: list[str | int] = []
    place = 0
    while place < len(replacement):
        character = replacement[place]
        following = replacement[place + 1 : place + 2]
        if character == "&":
            pieces.append(0)
        elif character == "\\" and following:
            place += 1
            pieces.append(int(following) if following in "0123456789" else _ESCAPES.get(following, following))
        else:
            pieces.append(character)
        place += 1
    return pieces


_ESCAPES = {"n": "\n", "t": "\t"}
