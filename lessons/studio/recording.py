"""From what an author did in the preview to a solution: the commands and faults of the journal, and the time between them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from clusterviz.cluster import faults
from clusterviz.live.performing import FAULT, RUN

from ..course.scripts import SETTLE

AT_ONCE_MS = 1_000  # who is as quick as this has not waited for anything
SHORT_MS = 15_000  # so long one waits until it is quiet; longer, for something else
ROUND_S = 5
_ONLY_LOOKS = re.compile(
    r"(kubectl|k) (get|describe|logs|explain|top|events|diff|api-resources|api-versions|version|cluster-info|config|options"
    r"|auth can-i|rollout (status|history))\b"
    r"|(etcdctl (get|watch|member list|endpoint)|crictl (ps|pods|images|inspect|logs)|docker (ps|images|inspect|logs))\b"
    r"|(ls|cat|pwd|clear|help|history|man)\b|fault(\s+(list|help))?\s*$"
)


class Deed(NamedTuple):
    """What was done, at which virtual ms. `failed`: it ended with another status than 0."""

    at_ms: int
    line: str
    failed: bool = False


def deeds(pokes: Iterable[Any], status_of: Mapping[int, int | None]) -> list[Deed]:
    """The deeds among the rows of a journal. What cannot be typed in a script (an edit, an interrupt) is left out."""
    found = []
    for poke in pokes:
        content = poke.content
        if poke.what == RUN:
            line, stdin = str(content["line"]).strip(), str(content.get("stdin", ""))
            if stdin:
                line = f"{line} <<EOF\n{stdin.rstrip()}\nEOF"
            found.append(Deed(poke.at_ms, line, bool(status_of.get(content["id"]))))
        elif poke.what == FAULT:
            text = faults.FAULTS[content["verb"]].text.format(subject=content["subject"])
            more = " ".join(str(value) for value in (content.get("args") or {}).values())
            found.append(Deed(poke.at_ms, f"{text} {more}".strip()))
    return found


def solution(done: Iterable[Deed], ended_ms: int, values: Mapping[str, str]) -> list[str]:
    """The lines of a solution: what was done without success or only looked at something is left out."""
    counted = [deed for deed in done if not deed.failed and not only_looks(deed.line)]
    lines: list[str] = []
    for number, deed in enumerate(counted):
        lines.append(with_variables(deed.line, values))
        until_ms = counted[number + 1].at_ms if number + 1 < len(counted) else ended_ms
        waited = _wait(until_ms - deed.at_ms)
        if number + 1 == len(counted):
            waited = waited or SETTLE
        if waited:
            lines.append(waited)
    return lines


def only_looks(line: str) -> bool:
    """Whether a line changes nothing."""
    return _ONLY_LOOKS.match(line.strip()) is not None and not any(sign in line for sign in "|>;&")


def _wait(milliseconds: int) -> str:
    if milliseconds <= AT_ONCE_MS:
        return ""
    if milliseconds <= SHORT_MS:
        return SETTLE
    return f"run {math.ceil(milliseconds / 1000 / ROUND_S) * ROUND_S}s"


def with_variables(line: str, values: Mapping[str, str]) -> str:
    """The line for every attempt: what this one drew for a variable becomes the variable again."""
    for name, value in values.items():
        line = re.sub(rf"(?<![\w-]){re.escape(value)}(?![\w-])", f"${{{name}}}", line)
    return line
