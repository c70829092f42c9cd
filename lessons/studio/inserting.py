"""Recorded blocks go into the text of a step: the old solution makes room, and the old checks where the author wants that."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext

_STEP = re.compile(r"^## .*\{#([a-z0-9-]+)\}\s*$")
_OPENS = re.compile(r"^```([a-z]+)\s*$")


def written(text: str, step_id: str, solution: Sequence[str], checks: Sequence[str], afresh: bool) -> str:
    """The text with the solution and the checks in this step. `afresh`: its checks and wrong scripts of before are taken out.

    ValueError with a sentence if there is no such step.
    """
    lines = text.split("\n")
    begins = next((at for at, line in enumerate(lines) if (found := _STEP.match(line)) and found[1] == step_id), None)
    if begins is None:
        raise ValueError(gettext("The text has no step %(id)s any more: record again.") % {"id": f"{{#{step_id}}}"})
    ends = next((at for at in range(begins + 1, len(lines)) if _is_heading(lines, at)), len(lines))
    gone = ("solution", "check", "wrong") if afresh else ("solution",)
    kept, place = _without(lines[begins:ends], gone)
    blocks = [*checks, "\n".join(["```solution", *solution, "```"])]
    kept[place:place] = [line for block in blocks for line in ("", *block.split("\n"))] + [""]
    return "\n".join([*lines[:begins], *_tidy(kept), *lines[ends:]])


def _is_heading(lines: Sequence[str], at: int) -> bool:
    return _STEP.match(lines[at]) is not None and sum(line.startswith("```") for line in lines[:at]) % 2 == 0


def _without(lines: list[str], gone: tuple[str, ...]) -> tuple[list[str], int]:
    """The lines without these blocks, and where the first of them stood (else: before the first aside, or the end)."""
    kept: list[str] = []
    place: int | None = None
    within = False
    for line in lines:
        opens = _OPENS.match(line)
        if not within and opens and opens[1] in gone:
            within = True
            place = len(kept) if place is None else place
            continue
        if within:
            within = not line.startswith("```")
            continue
        kept.append(line)
    if place is None:
        asides = (at for at, line in enumerate(kept) if line.startswith(":::") and line.strip() != ":::")
        place = next(asides, len(kept))
    return kept, place


def _tidy(lines: Sequence[str]) -> list[str]:
    """No two empty lines together, and one at the end."""
    found: list[str] = []
    within = False
    for line in lines:
        within ^= line.startswith("```")
        if line or within or (found and found[-1]):
            found.append(line)
    while found and not found[-1]:
        found.pop()
    return [*found, ""]
