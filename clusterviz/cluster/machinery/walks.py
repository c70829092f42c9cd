"""Walks: how a connection went, stage by stage, from the process that opened it to the one that answered.

The components on its way write them, as they write the trace; nobody reads them to decide anything. The page shows them hop
by hop, and tests compare them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

KEPT = 100

CONNECTED = "connected"
REFUSED = "refused"
TIMED_OUT = "timed out"
NO_SUCH_NAME = "no such name"
UNREACHABLE = "no route to host"


class Step(NamedTuple):
    """One stage. `before` and `after`: who speaks to whom, `source → ip:port`; `verdict`: what became of it here."""

    at_ms: int
    place: str  # the machine, or the Pod
    chain: str  # which rule, route or table decided
    before: str
    after: str
    verdict: str
    sentence: str


@dataclass(slots=True)
class Walk:
    """One connection. `end` is empty until it is known; `pod`: `namespace/name` of who answered."""

    id: int
    at_ms: int
    client: str
    target: str
    steps: list[Step] = field(default_factory=list)
    end: str = ""
    pod: str = ""
    code: int = 0  # of the HTTP answer; 0: none
    ended_ms: int = 0
    requests: int = 1  # so many at once, in traffic that is driven in bulk

    def chains(self) -> list[str]:
        """The chains that it went through, in order."""
        return [step.chain for step in self.steps]

    def text(self) -> str:
        """A few lines that a person can read."""
        head = f"{self.client} → {self.target}: {self.end or 'on its way'}" + (f" ({self.pod})" if self.pod else "")
        return "\n".join([head, *(f"  {one.place:<14} {one.chain}: {one.sentence}" for one in self.steps)])


class Walks:
    """The last walks of a cluster, by their number."""

    def __init__(self) -> None:
        self.last_id = 0
        self._kept: dict[int, Walk] = {}

    def begin(self, at_ms: int, client: str, target: str) -> Walk:
        """A connection is being opened."""
        self.last_id += 1
        walk = self._kept[self.last_id] = Walk(self.last_id, at_ms, client, target)
        if len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        return walk

    def get(self, number: int) -> Walk | None:
        """The walk of this number, unless it is forgotten."""
        return self._kept.get(number)

    def add(self, number: int, *steps: Step) -> None:
        """A stage has been passed."""
        walk = self._kept.get(number)
        if walk is not None and not walk.end:
            walk.steps += steps

    def arrived(self, number: int, pod: str) -> None:
        """Somebody takes the connection."""
        walk = self._kept.get(number)
        if walk is not None:
            walk.pod = pod

    def finish(self, number: int, at_ms: int, end: str, code: int = 0) -> None:
        """The client knows how it ended."""
        walk = self._kept.get(number)
        if walk is not None and not walk.end:
            walk.end, walk.code, walk.ended_ms = end, code, at_ms

    def latest(self, count: int = KEPT) -> list[Walk]:
        """The last ones, the latest first."""
        return list(reversed(self._kept.values()))[:count]
