"""Load: how many requests a container answers, and how many in a second of late. What drives its use of CPU."""

from __future__ import annotations

WINDOW_MS = 10_000  # the rate is that of the last ten seconds
AT_ONCE_MS = 1_000  # a single request counts for a second


class Load:
    """The requests of one container."""

    __slots__ = ("_parts", "requests")

    def __init__(self) -> None:
        self.requests = 0  # in all
        self._parts: list[tuple[int, int, int]] = []  # (until virtual ms, count, in how many ms)

    def add(self, now_ms: int, count: int, span_ms: int) -> None:
        """So many requests have been answered, in the `span_ms` before now (0: just one after the other)."""
        self.requests += count
        self._parts = [part for part in self._parts if part[0] > now_ms - WINDOW_MS]
        if self._parts and self._parts[-1][0] == now_ms and self._parts[-1][2] == span_ms:
            count += self._parts.pop()[1]
        self._parts.append((now_ms, count, span_ms))

    def per_second(self, now_ms: int) -> float:
        """Requests per second in the last ten seconds, or since the first of them if that is shorter ago."""
        recent = [part for part in self._parts if part[0] > now_ms - WINDOW_MS]
        if not recent:
            return 0.0
        since_ms = min(at_ms - (span_ms or AT_ONCE_MS) for at_ms, _, span_ms in recent)
        return sum(count for _, count, _ in recent) * 1000 / max(now_ms - since_ms, AT_ONCE_MS)
