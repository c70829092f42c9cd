"""From what an author did in the preview to a solution: their deeds, and the time between them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from clusterviz.cluster.machinery.trace import Hop
from clusterviz.cluster.quiet import AT_MOST_MS

from ..course.functions import app, owner
from ..course.scripts import SETTLE
from ..deeds import Deed, only_looks

AT_ONCE_MS = 1_000  # who is as quick as this has not waited for anything
SILENCE_MS = 15_000  # `settle` waits no longer than this for the next change: an image may be pulled for so long
ROUND_S = 10
# Who waits that long waits for somebody's patience to end, and in another attempt the clocks behind it tick at other moments.
LEAST_MARGIN_MS, MARGIN = 10_000, 0.05
_NOISE = ("/registry/events/", "/registry/leases/", "/registry/minions/")


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
    patience_ms = took_ms + max(LEAST_MARGIN_MS, took_ms * MARGIN)
    return f"run {math.ceil(patience_ms / 1000 / ROUND_S) * ROUND_S}s"


def with_variables(line: str, values: Mapping[str, str]) -> str:
    """The line for every attempt: what this one drew for a variable becomes the variable again."""
    for name, value in values.items():
        line = re.sub(rf"(?<![\w-]){re.escape(value)}(?![\w-])", f"${{{name}}}", line)
    return line
