"""From what an author did in the preview to a solution: the commands and faults of the journal, and the time between them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from clusterviz.cluster import faults
from clusterviz.cluster.machinery.trace import Hop
from clusterviz.cluster.quiet import AT_MOST_MS
from clusterviz.live.performing import FAULT, RUN

from ..course.functions import app, owner
from ..course.scripts import SETTLE

AT_ONCE_MS = 1_000  # who is as quick as this has not waited for anything
SILENCE_MS = 15_000  # `settle` waits no longer than this for the next change: an image may be pulled for so long
ROUND_S = 5
_NOISE = ("/registry/events/", "/registry/leases/", "/registry/minions/")
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


def changes(records: Iterable[Any]) -> list[int]:
    """When objects were stored, in virtual ms: Leases, Events and what Nodes report of themselves left out."""
    return [
        record.sent_ms
        for record in records
        if type(record) is Hop and record.kind == "request" and record.verb in ("PUT", "DELETE")
        and record.subject.startswith("/registry/") and not record.subject.startswith(_NOISE)
    ]  # fmt: skip


def solution(done: Iterable[Deed], ended_ms: int, values: Mapping[str, str], changed_ms: Sequence[int]) -> list[str]:
    """The lines of a solution: what was done without success or only looked at something is left out.

    However long its author looked on: a line waits until what came of it has come, and no longer.
    """
    counted = [deed for deed in done if not deed.failed and not only_looks(deed.line)]
    lines: list[str] = []
    for number, deed in enumerate(counted):
        last = number + 1 == len(counted)
        until_ms = ended_ms if last else counted[number + 1].at_ms
        lines.append(with_variables(deed.line, values))
        waits = _wait(deed.at_ms, [at_ms for at_ms in changed_ms if deed.at_ms <= at_ms < until_ms])
        if last:
            waits = waits or SETTLE
        if waits and (last or until_ms - deed.at_ms > AT_ONCE_MS):
            lines.append(waits)
    return lines


def by_label(line: str, pods: Iterable[Any]) -> str:
    """The line without names that a controller made up: in another attempt, the Pod of the same label has another one."""
    for pod in pods:
        name, label = pod["metadata"]["name"], app(pod)
        if owner(pod) and label and name in line:
            one = f"$(kubectl get pods -l app={label} -o name | head -1)"
            told = rf"(?:(?<![\w.-])(?:pods?|po)[ /]|(?<![\w./-])){re.escape(name)}(?![\w-])"
            line = re.sub(told, one, line)
    return line


def _wait(from_ms: int, changed_ms: Sequence[int]) -> str:
    """What waits for these changes: `settle`, unless a long silence lies between them."""
    if not changed_ms:
        return ""
    silence_ms = max(later - sooner for sooner, later in pairwise([from_ms, *changed_ms]))
    took_ms = changed_ms[-1] - from_ms
    if silence_ms <= SILENCE_MS and took_ms < AT_MOST_MS:
        return SETTLE
    return f"run {math.ceil(took_ms / 1000 / ROUND_S) * ROUND_S}s"


def only_looks(line: str) -> bool:
    """Whether a line changes nothing."""
    return _ONLY_LOOKS.match(line.strip()) is not None and not any(sign in line for sign in "|>;&")


def with_variables(line: str, values: Mapping[str, str]) -> str:
    """The line for every attempt: what this one drew for a variable becomes the variable again."""
    for name, value in values.items():
        line = re.sub(rf"(?<![\w-]){re.escape(value)}(?![\w-])", f"${{{name}}}", line)
    return line
