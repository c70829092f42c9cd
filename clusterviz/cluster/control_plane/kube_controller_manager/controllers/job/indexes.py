"""Completion indexes: which parts of an Indexed Job are done. Fact sheet §7.5."""

from __future__ import annotations

from collections.abc import Iterable

from .....machinery.go_numbers import is_natural
from .....machinery.objects import Object, annotations_of

INDEX = "batch.kubernetes.io/job-completion-index"


def is_indexed(job: Object) -> bool:
    """Whether its Pods are numbered."""
    return bool(job["spec"].get("completionMode") == "Indexed")


def index_of(pod: Object) -> int:
    """The index that a Pod works on, -1 if it has none."""
    text = annotations_of(pod).get(INDEX, "")
    return int(text) if is_natural(text) else -1


def parse(text: str) -> dict[int, None]:
    """`1,3-5,7` → the indexes, in order."""
    found: dict[int, None] = {}
    for part in text.split(","):
        first, dash, last = part.partition("-")
        if is_natural(first) and (is_natural(last) or not dash):  # what nobody can read is passed over
            found.update(dict.fromkeys(range(int(first), int(last if dash else first) + 1)))
    return found


def text_of(indexes: Iterable[int]) -> str:
    """`1,3-5,7`: as the status holds them. Two neighbours are written with a comma, as Kubernetes does."""
    runs: list[list[int]] = []
    for index in sorted(indexes):
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    parts: list[str] = []
    for run in runs:
        parts.append(",".join(map(str, run)) if len(run) < 3 else f"{run[0]}-{run[-1]}")
    return ",".join(parts)


def first_pending(completions: int, taken: dict[int, None], count: int) -> list[int]:
    """The lowest indexes that nobody has done, failed for good, or works on."""
    pending: list[int] = []
    for index in range(completions):
        if len(pending) == count:
            break
        if index not in taken:
            pending.append(index)
    return pending
