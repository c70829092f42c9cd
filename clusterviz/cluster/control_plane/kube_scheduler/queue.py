"""The scheduling queue: Pods to try now, Pods backing off, and Pods that wait until the cluster changes. Fact sheet §6.3."""

from __future__ import annotations

import heapq

from ...machinery.objects import Key
from .changes import Change
from .plugins import BY_NAME
from .pod_info import PodInfo

FIRST_BACKOFF_MS = 1_000
MAX_BACKOFF_MS = 10_000
MAX_WAIT_MS = 300_000  # a Pod that nothing wakes is tried again after 5 minutes
WAIT_CHECK_MS = 30_000


class QueuedPod:
    """A Pod in the queue. `cause`: what in the trace made it want a try."""

    __slots__ = ("backoff_until_ms", "cause", "failures", "pod", "rejectors", "since_ms", "was_error")

    def __init__(self, pod: PodInfo, now_ms: int, cause: int | None) -> None:
        self.pod = pod
        self.since_ms = now_ms
        self.cause = cause
        self.failures = 0
        self.rejectors: list[str] = []  # the plugins that refused it last time
        self.was_error = False  # the last try ended in an error rather than a refusal
        self.backoff_until_ms = 0

    def failed(self, now_ms: int, epoch_ms: int, rejectors: list[str]) -> None:
        """A try has failed: back off 1, 2, 4, 8, then 10 s, cut down to a whole second of wall time."""
        self.failures += 1
        self.rejectors = rejectors
        self.was_error = not rejectors
        self.since_ms = now_ms
        backoff_ms = min(FIRST_BACKOFF_MS * 2 ** min(self.failures - 1, 8), MAX_BACKOFF_MS)
        wall_ms = epoch_ms + now_ms + backoff_ms
        self.backoff_until_ms = wall_ms - wall_ms % 1000 - epoch_ms


class SchedulingQueue:
    """Four places: `active`, `backing_off`, `unschedulable` and `gated`. A Pod is in one of them at most."""

    def __init__(self) -> None:
        self.pods: dict[Key, QueuedPod] = {}  # all of them
        self.active: dict[Key, int] = {}  # with the serial under which they stand in the heap
        self.backing_off: dict[Key, None] = {}
        self.unschedulable: dict[Key, None] = {}
        self.gated: dict[Key, None] = {}
        self._heap: list[tuple[int, int, int, Key]] = []  # (−priority, since, serial, key)
        self._serial = 0

    def get(self, key: Key) -> QueuedPod | None:
        """The Pod's place, None if it is not in the queue."""
        return self.pods.get(key)

    def add(self, queued: QueuedPod, now_ms: int) -> None:
        """A Pod wants a try: now if it is not backing off, never as long as it has scheduling gates."""
        key = queued.pod.key
        self._leave(key)
        self.pods[key] = queued
        if queued.pod.spec.get("schedulingGates"):
            self.gated[key] = None
        elif queued.backoff_until_ms > now_ms:
            self.backing_off[key] = None
        else:
            self._serial += 1
            self.active[key] = self._serial
            heapq.heappush(self._heap, (-queued.pod.priority, queued.since_ms, self._serial, key))

    def wait(self, queued: QueuedPod) -> None:
        """A Pod cannot be placed now: it waits for a change of the cluster."""
        key = queued.pod.key
        self._leave(key)
        self.pods[key] = queued
        self.unschedulable[key] = None

    def remove(self, key: Key) -> None:
        """A Pod is gone, or has a node."""
        self._leave(key)
        self.pods.pop(key, None)

    def _leave(self, key: Key) -> None:
        self.backing_off.pop(key, None)
        self.unschedulable.pop(key, None)
        self.gated.pop(key, None)
        self.active.pop(key, None)

    def pop(self) -> QueuedPod | None:
        """The Pod of the highest priority that has waited longest. In idle times a Pod need not wait for its back-off."""
        while self._heap:
            _, _, serial, key = heapq.heappop(self._heap)
            if self.active.get(key) == serial:
                queued = self.pods[key]
                self.remove(key)
                return queued
        refused = [queued for queued in map(self.pods.__getitem__, self.backing_off) if not queued.was_error]
        if not refused:
            return None
        queued = min(refused, key=_backoff_order)
        self.remove(queued.pod.key)
        return queued

    def next_at_ms(self, now_ms: int) -> int | None:
        """When the next Pod can be popped; None if only a change of the cluster can bring one."""
        if self.active or any(not self.pods[key].was_error for key in self.backing_off):
            return now_ms
        return min((self.pods[key].backoff_until_ms for key in self.backing_off), default=None)

    def flush_backoff(self, now_ms: int) -> None:
        """Pods whose back-off is over want a try."""
        for key in [key for key in self.backing_off if self.pods[key].backoff_until_ms <= now_ms]:
            self.add(self.pods[key], now_ms)

    def flush_waiting(self, now_ms: int) -> None:
        """Pods that have waited for more than five minutes want a try."""
        for key in [key for key in self.unschedulable if now_ms - self.pods[key].since_ms > MAX_WAIT_MS]:
            self.add(self.pods[key], now_ms)

    def cluster_changed(self, change: Change, now_ms: int, cause: int | None) -> None:
        """Wake the Pods for which a plugin that refused them takes interest in this change."""
        for key in list(self.unschedulable):
            queued = self.pods[key]
            if any(BY_NAME[name].worth_a_retry(queued.pod, change) for name in queued.rejectors if name in BY_NAME):
                queued.cause = cause
                self.add(queued, now_ms)


def _backoff_order(queued: QueuedPod) -> tuple[int, int, int]:
    return queued.backoff_until_ms, -queued.pod.priority, queued.since_ms
