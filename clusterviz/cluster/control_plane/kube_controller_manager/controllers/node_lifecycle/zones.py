"""Zones: when many nodes of a zone fall silent together, it is rather the network, and evictions slow down. Fact sheet §7.8."""

from __future__ import annotations

from .....machinery.objects import Object, labels_of
from .health import ready_status

RATE_PER_S = 0.1
SECONDARY_RATE_PER_S = 0.01
LARGE_CLUSTER = 50
UNHEALTHY = 0.55

NORMAL = "Normal"
PARTIAL = "PartialDisruption"
FULL = "FullDisruption"


class Zone:
    """The nodes of one zone that wait for their NoExecute taint, one every so often."""

    def __init__(self) -> None:
        self.state = "Initial"
        self.rate_per_s = RATE_PER_S
        self.waiting: dict[str, None] = {}
        self.next_at_ms = 0  # virtual time

    def set_rate(self, rate_per_s: float, now_ms: int) -> None:
        """From now on at most so many nodes a second; 0: none."""
        if rate_per_s != self.rate_per_s:
            self.rate_per_s = rate_per_s
            self.next_at_ms = now_ms

    def due(self, now_ms: int) -> str | None:
        """The node whose turn it is now, if any."""
        if not self.waiting or not self.rate_per_s or now_ms < self.next_at_ms:
            return None
        return next(iter(self.waiting))

    def served(self, node: str, now_ms: int) -> None:
        """This node has had its turn."""
        self.waiting.pop(node, None)
        if self.rate_per_s:
            self.next_at_ms = now_ms + round(1000 / self.rate_per_s)


def zone_of(node: Object) -> str:
    """The region and zone of a node, "" if it has none."""
    labels = labels_of(node)
    region = labels.get("topology.kubernetes.io/region", "")
    zone = labels.get("topology.kubernetes.io/zone", "")
    return f"{region}:\x00:{zone}" if region or zone else ""


def state_of(nodes: list[Object]) -> str:
    """How a zone with these nodes does."""
    not_ready = sum(1 for node in nodes if ready_status(node) != "True")
    if not_ready == len(nodes):
        return FULL
    if not_ready > 2 and not_ready / len(nodes) >= UNHEALTHY:
        return PARTIAL
    return NORMAL


def rate_in(state: str, size: int) -> float:
    """How many nodes a second may be tainted in a zone in this state."""
    if state == PARTIAL:
        return SECONDARY_RATE_PER_S if size > LARGE_CLUSTER else 0.0
    return RATE_PER_S
