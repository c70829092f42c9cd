"""Fairness: while this process has much to do, each cluster has its share of it, and one that wants more waits for itself.

A purse holds seconds of computing. It earns the same as everybody else's, keeps a little for a rush, and pays for what its
cluster makes the server do. A cluster has two: one for its time, and one for what its people do. Who has emptied the first
sees their clock slow; who has emptied the second, their commands queue; and nobody else notices. So whoever lets hours race
by still has an answer at once, and whoever types without end has only their own answers late. While there is time to spare,
nobody is asked to pay.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

TIME_RUSH_S = 0.2  # what the purse for time keeps: a Deployment that comes up, or a node that is lost, at full speed …
TIME_DEBT_S = 0.05  # … and so much more than it has it may use: a single event can be large
DEEDS_RUSH_S = 0.5  # some twenty commands one after the other, …
DEEDS_DEBT_S = 1.0  # … and what a large one costs beyond that is paid off before the next; the rest is forgiven
BUSY = 0.5  # of a core: from here on there is no time to spare …
LATE_S = 0.05  # … nor where ticks come so late, lately: somebody else on this machine has the time
MEMORY = 0.1  # how much the last tick counts in what is called the load
FULL = 0.7  # of a core: so much may all be together; beyond that, who clicks would wait for who only looks
BESIDE = 0.75  # of what other threads than the event loop's compute keeps that one waiting
SHARE = 0.7  # of a core: so much all clusters may use, if there is nothing else to do, …
LEAST_SHARE = 0.2  # … and so much if there is much
BEGINS_S = 0.1  # so much is in a new one: who makes cluster after cluster shall not gain by it
PATIENCE_S = 0.05  # between two looks into the purse
QUEUED = 30  # commands of one page that wait; beyond that they are refused


class Purse:
    """Seconds of computing that a cluster may use: it keeps `rush_s` of them, and owes `debt_s` at most."""

    def __init__(self, rush_s: float, debt_s: float) -> None:
        self.rush_s, self.debt_s = rush_s, debt_s
        self.balance_s = min(rush_s, BEGINS_S)

    def earn(self, seconds: float) -> None:
        """Its share of a tick."""
        self.balance_s = min(self.balance_s + seconds, self.rush_s)

    def spend(self, seconds: float) -> None:
        """It was used."""
        self.balance_s = max(self.balance_s - seconds, -self.debt_s)

    @property
    def empty(self) -> bool:
        """Whether who pays from it has to wait."""
        return self.balance_s <= 0

    async def turn(self, busy: Callable[[], bool]) -> None:
        """Wait until there is something in it, or time to spare."""
        while self.empty and busy():  # noqa: ASYNC110  (what it waits for is the time that passes)
            await asyncio.sleep(PATIENCE_S)


class Load:
    """How much of a core this process uses, lately, and how late it is.

    Python computes in one thread at a time, but the database does so beside it: of what other threads use, a part is counted.
    """

    def __init__(self) -> None:
        self.cores = 0.0
        self.other_cores = 0.0  # of it, what is not for the time of clusters and their pictures
        self.late_s = 0.0

    def note(
        self, computed_s: float, passed_s: float, wanted_s: float, here_s: float = 0.0, clusters_s: float = 0.0
    ) -> None:
        """In `passed_s`, which was to be `wanted_s`, it computed so long: `here_s` of it in the event loop's thread, and of
        that `clusters_s` for the clusters."""
        if passed_s > 0:
            self.cores += (computed_s / passed_s - self.cores) * MEMORY
            other_s = here_s - clusters_s + (computed_s - here_s) * BESIDE
            self.other_cores += (other_s / passed_s - self.other_cores) * MEMORY
            self.late_s += (max(0.0, passed_s - wanted_s) - self.late_s) * MEMORY

    @property
    def busy(self) -> bool:
        """Whether there is no time to spare."""
        return self.cores >= BUSY or self.late_s >= LATE_S

    @property
    def share(self) -> float:
        """Of a core: so much all clusters may use now, for time that passes and for pictures. What people do comes first."""
        return max(LEAST_SHARE, min(SHARE, FULL - self.other_cores))
