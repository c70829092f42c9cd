"""What people did in a cluster, as its journal has kept it: lines that could be typed again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from clusterviz.cluster import faults
from clusterviz.live.performing import FAULT, INTERRUPT, RUN, VISIT

NOT_KNOWN: Mapping[int, int | None] = {}
_ONLY_LOOKS = re.compile(
    r"(kubectl|k) (-n \S+ )?(get|describe|logs|explain|top|events|diff|api-resources|api-versions|version|cluster-info|config|options"
    r"|auth can-i|rollout (status|history))\b"
    r"|(etcdctl (get|watch|member list|endpoint)|crictl (ps|pods|images|inspect|logs)|docker (ps|images|inspect|logs))\b"
    r"|(ls|cat|pwd|clear|help|history|man)\b|fault(\s+(list|help))?\s*$"
)


class Deed(NamedTuple):
    """What was done, at which virtual ms. `failed`: it ended with another status than 0."""

    at_ms: int
    line: str
    failed: bool = False
    who: str = "you"


def deeds(pokes: Iterable[Any], status_of: Mapping[int, int | None] = NOT_KNOWN) -> list[Deed]:
    """The deeds among the rows of a journal. What cannot be typed in a script (an edit, an interrupt) is left out."""
    found = []
    for poke in pokes:
        content = poke.content
        if poke.what == RUN:
            line, stdin = str(content["line"]).strip(), str(content.get("stdin", ""))
            if stdin:
                line = f"{line} <<EOF\n{stdin.rstrip()}\nEOF"
            found.append(Deed(poke.at_ms, line, bool(status_of.get(content["id"])), poke.who))
        elif poke.what == FAULT:
            text = faults.FAULTS[content["verb"]].text.format(subject=content["subject"])
            more = " ".join(str(value) for value in (content.get("args") or {}).values())
            found.append(Deed(poke.at_ms, f"{text} {more}".strip(), who=poke.who))
    return found


def changes(poke: Any) -> bool:
    """Whether a row of a journal may have changed the cluster: to look at it, to open a page or to stop a watch does not."""
    return poke.what not in (VISIT, INTERRUPT) and not (poke.what == RUN and only_looks(str(poke.content["line"])))


def only_looks(line: str) -> bool:
    """Whether a line changes nothing."""
    return _ONLY_LOOKS.match(line.strip()) is not None and not any(sign in line for sign in "|>;&")
