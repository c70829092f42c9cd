"""Recordings: preset, seed and pokes. Replaying them gives the same trace, bit for bit.

A poke says exactly when it came: after how many events, at which virtual time. What a poke does is known to the caller, who
knows the prompt's programs: the model does not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from .checkpoint import fork
from .cluster import Cluster

FORMAT = 1


@dataclass(frozen=True, slots=True)
class RecordedPoke:
    """One poke. `fired`: how many events had happened; `what`: its kind (`run`, `fault`) and `content` its plain JSON."""

    fired: int
    at_ms: int
    who: str
    what: str
    content: dict[str, Any]


Perform = Callable[[Cluster, RecordedPoke], None]


@dataclass(slots=True)
class Recording:
    """How a cluster came to be what it is."""

    preset: str = "three-nodes"
    nodes: int | None = None
    seed: int = 1
    epoch_ms: int = 0
    pokes: list[RecordedPoke] = field(default_factory=list)

    def note(self, cluster: Cluster, who: str, what: str, content: dict[str, Any]) -> RecordedPoke:
        """Write down a poke that is about to happen."""
        poke = RecordedPoke(cluster.clock.fired, cluster.now_ms, who, what, content)
        self.pokes.append(poke)
        return poke

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, for files and links."""
        return {"format": FORMAT, **asdict(self)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Recording:
        """The recording of `as_json`. ValueError if it is of another format."""
        if data.get("format") != FORMAT:
            raise ValueError(
                f"a recording of format {data.get('format')!r} cannot be read; this program reads {FORMAT}"
            )
        pokes = [RecordedPoke(**poke) for poke in data["pokes"]]
        return cls(data["preset"], data["nodes"], data["seed"], data["epoch_ms"], pokes)


def advance_to(cluster: Cluster, fired: int, at_ms: int) -> None:
    """Let the cluster run to the very moment of a poke."""
    clock = cluster.clock
    while clock.fired < fired and clock.step():
        pass
    assert clock.fired == fired, f"the recording has {fired} events here, the cluster only {clock.fired}"
    clock.now_ms = max(clock.now_ms, at_ms)


def replay(recording: Recording, perform: Perform, until_ms: int | None = None) -> Cluster:
    """The cluster of a recording, up to its last poke or `until_ms`."""
    cluster = fork(recording.preset, recording.seed, recording.epoch_ms, recording.nodes)
    for poke in recording.pokes:
        if until_ms is not None and poke.at_ms > until_ms:
            break
        advance_to(cluster, poke.fired, poke.at_ms)
        perform(cluster, poke)
    if until_ms is not None and until_ms > cluster.now_ms:
        cluster.clock.run_until(until_ms)
    return cluster
