"""Is a history linearizable? Could each operation have happened at one moment between its call and its answer?

The search of Wing and Gong, with Lowe's memory of what was tried, one key at a time: what is linearizable for each key is
linearizable as a whole. An operation whose answer never came may have happened at any later moment, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

FOREVER = 1 << 62


@dataclass(slots=True)
class Operation:
    """What one client did to one key. `answered_ms` is None while nobody knows what became of it."""

    client: str
    key: str
    verb: str  # "read", "write" or "swap"
    value: Any  # written; of a read: what it saw
    expected: Any  # of a swap: the value that must be there
    called: int  # when, in the order of all events
    answered: int | None = None
    succeeded: bool | None = None  # of a swap


def contradictions(history: Iterable[Operation]) -> list[str]:
    """A sentence for each key whose history no order explains."""
    keys: dict[str, list[Operation]] = {}
    for operation in history:
        keys.setdefault(operation.key, []).append(operation)
    keys = {key: _noticed(operations) for key, operations in keys.items()}
    return [
        f"{key}: no order of its {len(operations)} operations explains what was answered: {_told(operations)}"
        for key, operations in sorted(keys.items())
        if not _explained(operations)
    ]


def _noticed(operations: list[Operation]) -> list[Operation]:
    """Without the unanswered operations of which nobody saw anything: they may as well not have happened.

    A swap that failed saw only that another value was there: one of those may have been it, so then it says nothing.
    """
    unanswered = [one for one in operations if one.answered is None and one.verb != "read"]
    first = min((one.called for one in unanswered), default=FOREVER)
    kept = [one for one in operations if one.answered is not None]
    kept = [one for one in kept if one.succeeded is not False or (one.answered or 0) < first]
    while True:
        seen = {one.value for one in kept if one.verb == "read"} | {one.expected for one in kept if one.verb == "swap"}
        found = [one for one in unanswered if one.value in seen]
        if not found:
            return kept
        kept += found
        unanswered = [one for one in unanswered if one.value not in seen]


def _told(operations: list[Operation]) -> str:
    return "; ".join(
        f"{one.client} {one.verb} {one.expected if one.verb == 'swap' else ''}{one.value}"
        f" [{one.called}-{one.answered}] {'' if one.succeeded is None else one.succeeded}".rstrip()
        for one in operations[-12:]
    )


def _explained(operations: list[Operation]) -> bool:
    """Depth-first: which operation can come next? Those called before every answer that is still to come."""
    operations = sorted(operations, key=lambda one: one.called)
    ends = [FOREVER if one.answered is None else one.answered for one in operations]
    everyone = (1 << len(operations)) - 1
    must = sum(1 << place for place, one in enumerate(operations) if one.answered is not None)
    tried: set[tuple[int, Any]] = set()
    stack: list[tuple[int, Any]] = [(everyone, None)]
    while stack:
        left, value = stack.pop()
        if not left & must:
            return True
        if (left, value) in tried:
            continue
        tried.add((left, value))
        first_end = min(ends[place] for place in _places(left))
        for place in _places(left):
            one = operations[place]
            if one.called > first_end:
                break
            after = _after(one, value)
            if after is not None:
                stack.append((left & ~(1 << place), after[0]))
    return False


def _places(bits: int) -> Iterable[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _after(one: Operation, value: Any) -> tuple[Any] | None:
    """The value after the operation; None if it cannot come here with the answer that it had."""
    if one.verb == "read":
        return (value,) if one.value == value else None
    if one.verb == "write":
        return (one.value,)
    swaps = value == one.expected
    if one.succeeded is not None and swaps != one.succeeded:
        return None
    return (one.value,) if swaps else (value,)
