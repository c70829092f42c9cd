"""A work queue: the keys that a controller still has to look at, each once, with back-off for those that failed.

Fact sheet §7.0: per key 5 ms · 2ⁿ up to 1,000 s, and 10 a second with a burst of 100 over all. A key carries its first unserved cause.
"""

from __future__ import annotations

from collections.abc import Callable

from .client import Client
from .component import Component
from .objects import Key

SYNC_MS = 1  # how long a controller takes to look at one key. Fact sheet §19.2
FIRST_RETRY_MS = 5
MAX_RETRY_MS = 1_000_000
RETRIES_BURST = 100
RETRY_EVERY_MS = 100  # over all keys, once the burst is used up


class Work:
    """One key being reconciled, until all its requests are answered."""

    __slots__ = ("failed", "key", "outstanding", "queue")

    def __init__(self, queue: WorkQueue, key: Key) -> None:
        self.queue = queue
        self.key = key
        self.outstanding = 1  # the reconcile itself
        self.failed = ""

    def answered(self) -> None:
        """One request has been answered."""
        self.outstanding -= 1
        if self.outstanding == 0:
            self.queue.done(self)


class WorkQueue:
    """Calls `reconcile(key)` for each added key, at most `workers` at a time, never twice at once for the same key."""

    def __init__(
        self,
        component: Component,
        client: Client,
        reconcile: Callable[[Key], None],
        *,
        workers: int = 5,
        max_retries: int | None = None,
    ) -> None:
        """`max_retries`: after so many failures in a row a key is dropped until something changes (None: never)."""
        self.component = component
        self.client = client
        self.reconcile = reconcile
        self.workers = workers
        self.max_retries = max_retries
        self.paused = False  # a controller that is not synced yet collects keys but serves none
        self.waiting: dict[Key, int | None] = {}  # key → its first unserved cause
        self.busy: dict[Key, Work] = {}
        self.failures: dict[Key, int] = {}
        self._due_ms: dict[Key, int] = {}  # keys to be added later → when
        self._retries_free_at_ms = -RETRIES_BURST * RETRY_EVERY_MS

    def add(self, key: Key) -> None:
        """This key needs a look."""
        if key not in self.waiting:
            self.waiting[key] = self.component.trace.cause()
            self._serve_soon()

    def add_after(self, key: Key, delay_ms: int) -> None:
        """This key needs a look later; of several such wishes the earliest counts."""
        delay_ms = max(delay_ms, 0)
        due_ms = self.component.now_ms + delay_ms
        if self._due_ms.get(key, due_ms + 1) > due_ms:
            self._due_ms[key] = due_ms
            self.component.after(delay_ms, self._due, key, due_ms)

    def _due(self, key: Key, due_ms: int) -> None:
        if self._due_ms.get(key) == due_ms:
            del self._due_ms[key]
            self.add(key)

    def retry(self, key: Key) -> None:
        """This key needs another look after its back-off."""
        failures = self.failures.get(key, 0)
        self.failures[key] = failures + 1
        if self.max_retries is not None and failures >= self.max_retries:
            del self.failures[key]
            return
        now_ms = self.component.now_ms
        self._retries_free_at_ms = max(
            self._retries_free_at_ms + RETRY_EVERY_MS, now_ms - RETRIES_BURST * RETRY_EVERY_MS
        )
        delay_ms = min(FIRST_RETRY_MS * 2 ** min(failures, 30), MAX_RETRY_MS)
        self.add_after(key, max(delay_ms, self._retries_free_at_ms - now_ms))

    def resume(self) -> None:
        """Begin to serve."""
        self.paused = False
        for _ in range(min(len(self.waiting), self.workers)):
            self._serve_soon()

    def _serve_soon(self) -> None:
        if not self.paused:
            self.component.clock.schedule(SYNC_MS, self._serve, self.component.incarnation)

    def _serve(self, incarnation: int) -> None:
        component = self.component
        if not component.running or component.incarnation != incarnation or len(self.busy) >= self.workers:
            return
        for key in self.waiting:
            if key not in self.busy:
                break
        else:
            return
        component.trace.reacting_to(self.waiting.pop(key))
        work = self.busy[key] = Work(self, key)
        self.client.work = work
        self.reconcile(key)
        self.client.work = None
        work.answered()

    def done(self, work: Work) -> None:
        """All requests of this work are answered."""
        del self.busy[work.key]
        if work.failed:
            self.retry(work.key)
        else:
            self.failures.pop(work.key, None)
        if self.waiting:
            self._serve_soon()
