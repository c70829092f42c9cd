"""The trace: every message and every decision, each with its cause. Browser, tests, "why?" and replay read it.

There is one id space per cluster, counting up from 1. A hop's arrival stands in the hop itself; an `Outcome` follows only
where it did not arrive. A timer is recorded when it fires and something comes of it; it carries the cause of whoever set
it. Only periodic timers started at boot are roots of their own.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

INSTALLER = "kubeadm"  # who poked before the cluster was anybody's
SCENE = "scene"  # who pokes where the stage is set, for all to see …
SECRET = "secret"  # … or so that somebody is to find out what was done
KEPT = 20_000  # records kept for "why?", at least
HEARTBEATS_KEPT = 80  # heartbeats say the same thing again and again: only the latest are of interest


class Poke(NamedTuple):
    """What a person did to the cluster."""

    id: int
    at_ms: int
    who: str
    text: str


class Timer(NamedTuple):
    """A timer that fired, and what set it (None: a periodic timer started at boot)."""

    id: int
    cause: int | None
    at_ms: int
    component: str
    name: str


class Hop(NamedTuple):
    """One message between two components. `kind`: request, watch, raft, cri, probe, heartbeat, dns or traffic."""

    id: int
    cause: int | None
    kind: str
    sent_ms: int
    arrives_ms: int
    source: str
    target: str
    verb: str
    subject: str
    note: str


class Outcome(NamedTuple):
    """What became of a hop that did not arrive: `refused`, `lost` or `reset`."""

    id: int
    hop: int
    at_ms: int
    outcome: str


class Decision(NamedTuple):
    """One component's reasoned choice, in a sentence that a learner reads unchanged."""

    id: int
    cause: int | None
    kind: str
    at_ms: int
    component: str
    subject: str
    sentence: str
    detail: dict[str, Any] | None


Record = Poke | Timer | Hop | Outcome | Decision


class Trace:
    """Appends records, knows the current cause, and forgets the oldest records beyond a bound."""

    def __init__(self, kept: int = KEPT) -> None:
        self.last_id = 0
        self.kept = kept
        self.collecting = False  # a live host collects: `fresh` then holds what it has not drained yet
        self.fresh: list[Record] = []
        self._records: dict[int, Record] = {}
        self._heartbeats: dict[int, Record] = {}
        self._cause: int | None = None
        self._unrecorded: tuple[int | None, int, str, str] | None = None  # a timer that fired, not yet worth an id
        self._unhashed: list[tuple[Any, ...]] = []
        self._digest = b""

    # -- the current cause ------------------------------------------------------------------------------------------

    def cause(self) -> int | None:
        """The id of what is being reacted to now. A timer gets its id only when something asks."""
        if self._unrecorded is not None:
            set_by, at_ms, component, name = self._unrecorded
            self._unrecorded = None
            self._cause = self._append(Timer(self.last_id + 1, set_by, at_ms, component, name))
        return self._cause

    def reacting_to(self, cause: int | None) -> None:
        """From here on, what happens is caused by `cause`."""
        self._cause = cause
        self._unrecorded = None

    def timer_fired(self, set_by: int | None, at_ms: int, component: str, name: str) -> None:
        """From here on, what happens is caused by this timer."""
        self._unrecorded = (set_by, at_ms, component, name)

    # -- writing ----------------------------------------------------------------------------------------------------

    def poke(self, at_ms: int, who: str, text: str) -> int:
        """Record a poke and make it the current cause."""
        self.reacting_to(self._append(Poke(self.last_id + 1, at_ms, who, text)))
        return self.last_id

    def hop(
        self,
        kind: str,
        sent_ms: int,
        arrives_ms: int,
        source: str,
        target: str,
        verb: str,
        subject: str,
        note: str = "",
    ) -> int:
        """Record a message on its way, caused by the current cause."""
        cause = self.cause() if self._unrecorded is not None else self._cause
        record = Hop(self.last_id + 1, cause, kind, sent_ms, arrives_ms, source, target, verb, subject, note)
        return self._append(record)

    def outcome(self, hop: int, at_ms: int, outcome: str) -> int:
        """Record that a hop did not arrive."""
        return self._append(Outcome(self.last_id + 1, hop, at_ms, outcome))

    def decision(
        self,
        kind: str,
        at_ms: int,
        component: str,
        subject: str,
        sentence: str,
        detail: dict[str, Any] | None = None,
    ) -> int:
        """Record a choice, caused by the current cause."""
        cause = self.cause()
        return self._append(Decision(self.last_id + 1, cause, kind, at_ms, component, subject, sentence, detail))

    def _append(self, record: Record) -> int:
        number = self.last_id = record.id
        if type(record) is Hop and record.kind == "heartbeat":
            kept, bound = self._heartbeats, HEARTBEATS_KEPT
        else:
            kept, bound = self._records, self.kept
        kept[number] = record
        if len(kept) > bound + bound // 4:
            # Many at once: a dict that loses its first key again and again is slow to find the next one.
            for oldest in list(islice(kept, len(kept) - bound)):
                del kept[oldest]
        if self.collecting:
            self.fresh.append(record)
        self._unhashed.append(tuple(record))
        if len(self._unhashed) >= 64:
            self._hash()
        return number

    def forget(self, but: int) -> None:
        """Forget all but the last `but` records, and every heartbeat."""
        self._heartbeats = {}
        self._records = dict(list(self._records.items())[-but:])

    # -- reading ----------------------------------------------------------------------------------------------------

    def get(self, number: int) -> Record | None:
        """The record with this id, unless it is forgotten."""
        return self._records.get(number) or self._heartbeats.get(number)

    def records(self, after: int = 0) -> list[Record]:
        """All remembered records with an id above `after`, in order."""
        found = [record for number, record in self._records.items() if number > after]
        found += [record for number, record in self._heartbeats.items() if number > after]
        found.sort(key=_id_of)
        return found

    def hops(self, after: int = 0) -> list[Hop]:
        """All remembered hops with an id above `after`."""
        return [record for record in self.records(after) if isinstance(record, Hop)]

    def decisions(self, after: int = 0) -> list[Decision]:
        """All remembered decisions with an id above `after`."""
        return [record for record in self.records(after) if isinstance(record, Decision)]

    def why(self, number: int | None) -> Iterator[Record]:
        """The chain of causes, from this record back to the poke or boot timer at its root."""
        while number is not None:
            record = self.get(number)
            if record is None:
                return
            yield record
            number = record.hop if isinstance(record, Outcome) else getattr(record, "cause", None)

    def drain(self) -> list[Record]:
        """Hand over what was recorded since the last call (only while `collecting`)."""
        fresh, self.fresh = self.fresh, []
        return fresh

    def digest(self) -> str:
        """A fingerprint of everything ever recorded: equal traces, equal digests."""
        self._hash()
        return self._digest.hex()

    def _hash(self) -> None:
        # Version 2 of marshal has no back references, so equal values give equal bytes.
        for record in self._unhashed:
            self._digest = hashlib.blake2b(self._digest + marshal.dumps(record, 2), digest_size=16).digest()
        self._unhashed.clear()


def _id_of(record: Record) -> int:
    return record.id
