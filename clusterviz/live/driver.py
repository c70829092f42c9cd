"""The driver: twenty times a second it gives every awake host its slice, and every viewer its frame.

A host that has not finished when the tick's time is used up falls behind: its own clock slows, and nobody else's.
"""

from __future__ import annotations

import asyncio
import logging
import time
import weakref
from collections.abc import Callable
from typing import Any

from channels.db import database_sync_to_async

from . import counters, garbage
from .at_once import crowded
from .fairness import BUSY, LEAST_SHARE, Load, Purse
from .frames import PER_S, encode
from .host import BROKEN, GONE, Host
from .outbox import Outbox

log = logging.getLogger(__name__)

TICK_S = 1 / PER_S
SLICE_S = 0.004  # so long may one host keep the event loop to itself
LEAST_SLICE_S = 0.001  # and of a share that is nearly used up this much is used at once
BREATH_S = 0.001  # after so much work the event loop serves others for a moment
SLOW_FRAME_EVERY_S = 0.25  # of a cluster whose time waits
CALM_TURN_EVERY_MS = 200.0  # while there is much to do: of one where time passes as it does for us, and little happens
LONGEST_TICK_MS = 250.0  # after a hiccup no cluster leaps further than this
PATIENCE_S = 0.005  # between two looks whether a request still has the host: the event loop never waits for a lock
LINGERS_S = 5.0  # so long a cluster goes on after its last viewer left: a page that is loaded again misses nothing
SWEEPS_EVERY_S = 600.0  # how often clusters that nobody uses are looked for
NOTES_EVERY_S = 2.0  # how often positions are stored, …
# … and so long images may be made meanwhile, while there is time to spare: learners are back sooner after a kill
SPARE_S = 0.5
ARRIVALS = "arrivals"  # sockets whose clusters are brought back: who is there already waits for them a little
NO_SUCH_CLUSTER = 4404
GOING_AWAY = 1012  # the page connects anew
SAID_WHEN_GONE = encode({"refused": GONE, "to": None})
SAID_WHEN_BROKEN = encode({"refused": BROKEN, "to": None})


class Driver:
    """Drives the hosts of one event loop."""

    def __init__(self, store: Callable[[list[Host], float], None], sweep: Callable[[], None] | None = None) -> None:
        """`store(hosts, spare_s)` writes down how far these have come, `sweep()` deletes what nobody uses; both may wait."""
        self.awake: dict[str, Host] = {}
        self._store = store
        self._task: asyncio.Task[None] | None = None
        self._sweep = sweep
        self.load = Load()
        self._spent_s = 0.0  # computed in the last tick, for the clusters
        self._storing: dict[asyncio.Task[None], None] = {}
        self._number = 0  # of the tick
        self._passed_ms = 0.0  # wall ms of all ticks

    def wake(self, host: Host) -> None:
        """This host has a viewer, or something to do."""
        if host.id not in self.awake:
            host.served_ms = self._passed_ms
        host.due_ms = 0.0
        self.awake[host.id] = host
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._drive())

    @property
    def share(self) -> float:
        """Of a core: so much all clusters may use now."""
        return LEAST_SHARE if crowded(ARRIVALS) else self.load.share

    @property
    def spare_s(self) -> float:
        """So long images may be made that only may be useful."""
        return 0.0 if self.load.busy or crowded(ARRIVALS) else SPARE_S * (1 - self.load.cores / BUSY)

    async def stop(self) -> None:
        """End the loop; what is under way is stored first."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await asyncio.gather(*self._storing, return_exceptions=True)
        self.awake.clear()

    async def attach(self, host: Host, outbox: Outbox, seen: int | None) -> None:
        """A viewer is there: it gets what it missed after frame `seen`, or a snapshot."""
        while not host.lock.acquire(blocking=False):  # noqa: ASYNC110  (a thread gives it back, and knows no event)
            await asyncio.sleep(PATIENCE_S)
        began_s = time.perf_counter()
        try:
            self.flush(host)
            missed = host.frames.since(seen) if seen is not None else None
            if missed is not None:
                outbox.resume(missed)
            else:
                outbox.put_snapshot(*host.snapshot())
            if outbox not in host.viewers:
                host.viewers.append(outbox)
            if host.broken:
                outbox.say(SAID_WHEN_BROKEN)
        finally:
            host.lock.release()
            host.deeds_purse.spend(time.perf_counter() - began_s)
        self.wake(host)

    def detach(self, host: Host, outbox: Outbox) -> None:
        """A viewer has left."""
        if outbox in host.viewers:
            host.viewers.remove(outbox)
        host.used_at_s = time.monotonic()

    def flush(self, host: Host) -> None:
        """Send what is new now, and snapshots to those who are owed one. If a request has the host, the next tick will."""
        if not host.lock.acquire(blocking=False):
            return
        try:
            made = host.frame()
            if made is not None:
                counters.count("frames_total")
                for outbox in host.viewers:
                    outbox.put(*made)
                    if host.broken:
                        outbox.say(SAID_WHEN_BROKEN)
            owed = [outbox for outbox in host.viewers if outbox.awaits_snapshot]
            if owed:
                snapshot = host.snapshot()
                for outbox in owed:
                    outbox.put_snapshot(*snapshot)
        finally:
            host.lock.release()

    async def _drive(self) -> None:
        last_s = stored_s = time.perf_counter()
        computed_s, here_s = time.process_time(), time.thread_time()
        swept_s = 0.0
        while self.awake:
            await asyncio.sleep(max(0.0, TICK_S - (time.perf_counter() - last_s)))
            now_s = time.perf_counter()
            wall_ms = min((now_s - last_s) * 1000, LONGEST_TICK_MS)
            before, computed_s, here_s = (computed_s, here_s), time.process_time(), time.thread_time()
            self.load.note(computed_s - before[0], now_s - last_s, TICK_S, here_s - before[1], self._spent_s)
            last_s = now_s
            await self.tick(wall_ms)
            counters.tick(time.perf_counter() - now_s)
            if now_s - stored_s >= NOTES_EVERY_S and not self._storing:
                stored_s = now_s
                self._wait_for(self._store, list(self.awake.values()), self.spare_s)
            if self._sweep is not None and now_s - swept_s >= SWEEPS_EVERY_S:
                swept_s = now_s
                self._wait_for(self._sweep)
        self.load = Load()
        garbage.collect()  # nobody looks, so nobody waits for it

    async def tick(self, wall_ms: float) -> None:
        """One tick: slices in turn, then frames."""
        self._number += 1
        self._passed_ms += wall_ms
        busy, share = self.load.busy, self.share
        hosts = [host for host in self.awake.values() if host.due_ms <= self._passed_ms or not busy]
        first = self._number % max(len(hosts), 1)
        hosts = hosts[first:] + hosts[:first]
        owed_ms = {}
        for host in hosts:
            owed_ms[host.id] = waited_ms = self._passed_ms - host.served_ms
            host.served_ms = self._passed_ms
            host.earn(waited_ms / 1000 * share / len(self.awake))
        self._spent_s = 0.0
        ends_s = time.perf_counter() + TICK_S * share
        under_way = [host for host in hosts if host.playhead.moves]
        breathed_s = now_s = time.perf_counter()
        while under_way and now_s < ends_s:
            unfinished = []
            for host in under_way:
                purse = host.pays
                if busy and purse.empty:
                    continue  # it has had its share: its own clock slows
                if not host.lock.acquire(blocking=False):
                    continue  # a request has it; this cluster's time waits
                began_s = time.thread_time()
                try:
                    left_ms = host.advance(owed_ms[host.id], now_s + self._slice_s(purse))
                finally:
                    host.lock.release()
                if left_ms > 0:
                    owed_ms[host.id] = left_ms
                    unfinished.append(host)
                self._pay(purse, began_s)
                now_s = time.perf_counter()
                if now_s - breathed_s >= BREATH_S:
                    await asyncio.sleep(0)
                    breathed_s = now_s = time.perf_counter()
                if now_s >= ends_s:
                    break
            under_way = unfinished
        for host in hosts:
            if not self._rests(host) and not self._may_wait(host, now_s):
                began_s = time.thread_time()
                self._show(host)
                host.shown_s = now_s
                self._pay(host.time_purse, began_s)
            host.due_ms = self._passed_ms + (CALM_TURN_EVERY_MS if busy and host.calm else 0)
            now_s = time.perf_counter()
            if now_s - breathed_s >= BREATH_S:
                await asyncio.sleep(0)
                breathed_s = time.perf_counter()

    def _pay(self, purse: Purse, began_s: float) -> None:
        """What was computed since then, in this thread: not how long that took, as others compute meanwhile."""
        spent_s = time.thread_time() - began_s
        purse.spend(spent_s)
        self._spent_s += spent_s

    def _slice_s(self, purse: Purse) -> float:
        return min(SLICE_S, max(purse.balance_s, LEAST_SLICE_S)) if self.load.busy else SLICE_S

    def _may_wait(self, host: Host, now_s: float) -> bool:
        """Whether its next frame is not due yet: where time has slowed down, there is less to show."""
        return self.load.busy and host.time_purse.empty and not host.gone and now_s - host.shown_s < SLOW_FRAME_EVERY_S

    def _rests(self, host: Host) -> bool:
        """Whether there is nothing to show: somebody looks, and has seen it all."""
        if host.gone or not host.viewers or not host.still or any(one.awaits_snapshot for one in host.viewers):
            return False
        host.used_at_s = time.monotonic()
        return True

    def _show(self, host: Host) -> None:
        if not host.lock.acquire(blocking=False):
            return
        try:
            if host.gone:
                for outbox in host.viewers:
                    outbox.end(*(("", GOING_AWAY) if host.moved else (SAID_WHEN_GONE, NO_SUCH_CLUSTER)))
                host.viewers.clear()
                self.awake.pop(host.id, None)
            elif host.viewers:
                self.flush(host)
                host.used_at_s = time.monotonic()
            else:
                host.collect_unseen()
                if time.monotonic() - host.used_at_s > LINGERS_S:
                    self.awake.pop(host.id, None)
                    self._wait_for(self._store, [host], 0.0)
        except Exception:
            log.exception("A frame of cluster %s could not be made", host.id)
            host.broken = True
        finally:
            host.lock.release()

    def _wait_for(self, work: Callable[..., None], *args: Any) -> None:
        """Do it in a thread; `stop` waits for its end."""
        task = asyncio.get_running_loop().create_task(self._in_thread(work, *args))
        self._storing[task] = None
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._storing.pop(task, None)

    async def _in_thread(self, work: Callable[..., None], *args: Any) -> None:
        try:
            await database_sync_to_async(work, thread_sensitive=False)(*args)
        except Exception:
            log.exception("What the clusters came to could not be stored")


_drivers: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Driver] = weakref.WeakKeyDictionary()


def driver() -> Driver:
    """The driver of the running event loop."""
    from .registry import store
    from .visitor import sweep

    loop = asyncio.get_running_loop()
    if loop not in _drivers:
        _drivers[loop] = Driver(store, sweep)
    return _drivers[loop]
