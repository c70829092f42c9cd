"""What was measured the last two times: CPU use is the difference between two sums of CPU time.

A container that has just started is compared with its own start, so that its first measurement counts already.
"""

from __future__ import annotations

from typing import NamedTuple

FRESH_CONTAINER_MS = 10_000  # so long a container must have run before its first measurement says something
RESOLUTION_MS = 15_000  # --metric-resolution


class Point(NamedTuple):
    """One measurement. Times are virtual ms; CPU is all time used since the start, in µs; memory in bytes."""

    started_ms: int
    at_ms: int
    cpu_us: int
    memory_bytes: int


class Usage(NamedTuple):
    """CPU in nanocores, memory in bytes, between two measurements."""

    cpu_nanos: int
    memory_bytes: int
    at_ms: int
    window_ms: int


PodKey = tuple[str, str]  # namespace, name


class Storage:
    """The last two measurements of each node and of each container."""

    def __init__(self) -> None:
        self.nodes: dict[str, tuple[Point, Point | None]] = {}  # node → (the last, the one before)
        self.last: dict[PodKey, dict[str, Point]] = {}
        self.previous: dict[PodKey, dict[str, Point]] = {}

    @property
    def ready(self) -> bool:
        """Whether there is anything to serve."""
        return any(before is not None for _, before in self.nodes.values())

    def store(self, nodes: dict[str, Point], pods: dict[PodKey, dict[str, Point]]) -> None:
        """What one scrape of all nodes has brought. What it has not brought is forgotten."""
        known = self.nodes
        self.nodes = {}
        for name, point in nodes.items():
            earlier = known[name][0] if name in known else None
            self.nodes[name] = (point, earlier if earlier is not None and earlier.at_ms < point.at_ms else None)
        self.previous = {key: before for key, points in pods.items() if (before := self._before(key, points))}
        self.last = pods

    def _before(self, key: PodKey, points: dict[str, Point]) -> dict[str, Point]:
        found: dict[str, Point] = {}
        for name, point in points.items():
            age_ms = point.at_ms - point.started_ms
            earlier = self.last.get(key, {}).get(name)
            if FRESH_CONTAINER_MS <= age_ms < RESOLUTION_MS:
                found[name] = Point(point.started_ms, point.started_ms, 0, 0)
            elif earlier is not None and point.started_ms < earlier.at_ms < point.at_ms:
                found[name] = earlier
        return found

    def node(self, name: str) -> Usage | None:
        """What a node uses, None if that is not known."""
        point, before = self.nodes.get(name, (None, None))
        return _usage(point, before) if point is not None and before is not None else None

    def pod(self, key: PodKey) -> dict[str, Usage] | None:
        """What the containers of a Pod use; None unless it is known of all of them."""
        points, before = self.last.get(key), self.previous.get(key)
        if not points or before is None or len(points) != len(before):
            return None
        return {name: _usage(points[name], before[name]) for name in sorted(points)}


def _usage(point: Point, before: Point) -> Usage:
    window_ms = point.at_ms - before.at_ms
    return Usage((point.cpu_us - before.cpu_us) * 1_000_000 // window_ms, point.memory_bytes, point.at_ms, window_ms)
