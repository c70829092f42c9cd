"""What is different between two versions, line by line, with what stands around it."""

from __future__ import annotations

import difflib
from typing import NamedTuple

AROUND = 3  # lines
MOST_LINES = 4_000


class Row(NamedTuple):
    """A line of the page. `kind`: same, out, in, or gap."""

    kind: str
    old: int | None
    new: int | None
    text: str


def rows(old: str, new: str) -> list[Row]:
    """The rows of a comparison; [] where nothing is different."""
    before, after = old.splitlines(), new.splitlines()
    found: list[Row] = []
    groups = difflib.SequenceMatcher(None, before, after, autojunk=len(before) > 2000).get_grouped_opcodes(AROUND)
    for number, group in enumerate(groups):
        if number:
            found.append(Row("gap", None, None, ""))
        for kind, left, left_end, right, right_end in group:
            if kind == "equal":
                for at in range(left_end - left):
                    found.append(Row("same", left + at + 1, right + at + 1, before[left + at]))
                continue
            found += [Row("out", at + 1, None, before[at]) for at in range(left, left_end)]
            found += [Row("in", None, at + 1, after[at]) for at in range(right, right_end)]
    return found[:MOST_LINES]
