"""A machine's journal: what its units have to say, as facts. They become text when somebody reads them (`journalctl`)."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

KEPT = 400  # entries of one machine: the oldest are rotated away


class Entry(NamedTuple):
    """One thing that a unit said: `what` names it, `facts` are what its sentence is made of."""

    at_ms: int
    unit: str
    pid: int
    what: str
    facts: tuple[str, ...]


class Journal:
    """The newest entries, oldest first. It lies on the disk: it outlives processes and power."""

    __slots__ = ("entries",)

    def __init__(self) -> None:
        self.entries: deque[Entry] = deque(maxlen=KEPT)

    def note(self, at_ms: int, unit: str, pid: int, what: str, *facts: str) -> None:
        """A unit says something."""
        self.entries.append(Entry(at_ms, unit, pid, what, facts))
