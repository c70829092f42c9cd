"""Virtual time: a queue of things to come, ordered by (time, serial). Nothing here knows the wall clock."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any

Entry = tuple[int, int, Callable[..., None], tuple[Any, ...]]


class Clock:
    """A discrete-event loop over integer virtual milliseconds.

    What is scheduled is a bound method with plain arguments, so that a cluster can be stored and restored exactly.
    """

    def __init__(self, epoch_ms: int = 0) -> None:
        """`epoch_ms`: the Unix time, in ms, that virtual 0 stands for."""
        self.epoch_ms = epoch_ms
        self.now_ms = 0
        self.fired = 0  # events so far: with it a recording says exactly when a poke came
        self._queue: list[Entry] = []
        self._serial = 0

    def schedule(self, delay_ms: int, method: Callable[..., None], *args: Any) -> None:
        """Call `method(*args)` in `delay_ms` virtual ms; ties fire in the order in which they were scheduled."""
        assert delay_ms >= 0, f"cannot schedule {-delay_ms} ms in the past"
        self._serial += 1
        heapq.heappush(self._queue, (self.now_ms + delay_ms, self._serial, method, args))

    def next_at_ms(self) -> int | None:
        """When the next event is due, or None if nothing will ever happen again."""
        return self._queue[0][0] if self._queue else None

    def step(self) -> bool:
        """Let the next event happen. False if there is none."""
        if not self._queue:
            return False
        self.now_ms, _, method, args = heapq.heappop(self._queue)
        self.fired += 1
        method(*args)
        return True

    def run_until(self, at_ms: int) -> None:
        """Let everything happen that is due up to and including `at_ms`, and stop there."""
        queue = self._queue
        while queue and queue[0][0] <= at_ms:
            self.now_ms, _, method, args = heapq.heappop(queue)
            self.fired += 1
            method(*args)
        self.now_ms = max(self.now_ms, at_ms)

    def pending(self) -> int:
        """How many events are scheduled."""
        return len(self._queue)
