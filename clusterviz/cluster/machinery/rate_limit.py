"""A client that does not ask too fast: a bucket of tokens, as client-go has one (flowcontrol). Fact sheet §8.1."""

from __future__ import annotations


class TokenBucket:
    """`burst` requests at once, then `qps` each second."""

    __slots__ = ("_last_ms", "_tokens", "burst", "qps")

    def __init__(self, qps: int, burst: int) -> None:
        self.qps = qps
        self.burst = burst
        self._tokens = float(burst)  # below zero: so many have been promised
        self._last_ms = 0

    def wait_ms(self, now_ms: int) -> int:
        """Take a token: how many ms from now it may be used."""
        self._tokens = min(float(self.burst), self._tokens + (now_ms - self._last_ms) * self.qps / 1000) - 1
        self._last_ms = now_ms
        return 0 if self._tokens >= 0 else -int(self._tokens * 1000 // self.qps)
