"""The links between components and machines: which have no power, which are cut, slow or lossy, and how long a message takes."""

from __future__ import annotations

from .chance import Chance
from .component import Component

LATENCY_MS = 1  # one way, between machines or processes. Fact sheet §19.2: model parameters, not measured
JITTER_MS = 2  # a message takes up to so many ms less one longer


class Links:
    """What a message must get through. The network, which carries the messages, knows its links."""

    def __init__(self, seed: int) -> None:
        self.chance = Chance(seed, "network")
        self.components: dict[str, Component] = {}
        self.powered_off: dict[str, bool] = {}  # machines without power
        # pairs of components or machines, each sorted → the cut's number
        self.cut_links: dict[tuple[str, str], int] = {}
        self.slow_links_ms: dict[tuple[str, str], int] = {}
        self.lossy_links: dict[tuple[str, str], int] = {}  # so many of a hundred messages are lost

    def slow(self, one: str, other: str, extra_ms: int) -> None:
        """Every message on this link takes `extra_ms` longer (0: as usual)."""
        if extra_ms:
            self.slow_links_ms[pair_of(one, other)] = extra_ms
        else:
            self.slow_links_ms.pop(pair_of(one, other), None)

    def lose(self, one: str, other: str, percent: int) -> None:
        """So many of a hundred messages on this link are lost (0: none): a call times out, a stream is late."""
        if percent:
            self.lossy_links[pair_of(one, other)] = percent
        else:
            self.lossy_links.pop(pair_of(one, other), None)

    def reachable(self, one: str, other: str) -> bool:
        """Whether a message between these two components would arrive at a machine that is on."""
        source, target = self.components.get(one), self.components.get(other)
        return source is not None and target is not None and self._reachable(source, target)

    def _reachable(self, one: Component, other: Component) -> bool:
        if self.powered_off and (one.node in self.powered_off or other.node in self.powered_off):
            return False
        if not self.cut_links:
            return True
        ends = (one.name, one.node), (other.name, other.node)
        return not any(pair_of(a, b) in self.cut_links for a in ends[0] for b in ends[1] if a and b and a != b)

    def _lost(self, one: Component, other: Component) -> bool:
        if not self.lossy_links:
            return False
        pairs = (pair_of(a, b) for a in _ends(one, one.name) for b in _ends(other, other.name))
        percent = max((self.lossy_links.get(pair, 0) for pair in pairs), default=0)
        return percent > 0 and self.chance.below(100) < percent

    def _delay_ms(self, source: str, target: str) -> int:
        delay_ms = LATENCY_MS + self.chance.below(JITTER_MS)
        if self.slow_links_ms:
            one, other = self.components.get(source), self.components.get(target)
            for a in _ends(one, source):
                for b in _ends(other, target):
                    delay_ms += self.slow_links_ms.get(pair_of(a, b), 0)
        return delay_ms


def pair_of(one: str, other: str) -> tuple[str, str]:
    """The key of a link, whichever end is named first."""
    return (one, other) if one <= other else (other, one)


def _ends(component: Component | None, name: str) -> tuple[str, ...]:
    return (name,) if component is None or not component.node else (name, component.node)
