"""Fairness: while this process has much to do, each cluster has its share of it, and one that wants more waits for itself.

A purse holds seconds of computing. It earns the same as everybody else's, keeps a little for a rush, and pays for all that its
cluster makes the server do. Who is in debt waits: their clock slows, their commands queue, and nobody else notices. While
there is time to spare, nobody is asked to pay.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

RUSH_S = 0.2  # what a purse keeps: a Deployment that comes up, or a node that is lost, at full speed
DEBT_S = 0.1  # so far a command may overdraw it before the next one waits
MOST_DEBT_S = 0.15  # what was used beyond that is forgiven: in a class of 300 one is out of debt again after 20 s
BUSY = 0.5  # of a core: from here on there is no time to spare …
LATE_S = 0.05  # … nor where ticks come so late, lately: somebody else on this machine has the time
MEMORY = 0.1  # how much the last tick counts in what is called the load
HELLO_S = 0.002  # what a snapshot costs, about
PATIENCE_S = 0.05  # between two looks into the purse
QUEUED = 30  # commands of one page that wait; beyond that they are refused


class Purse:
    """Seconds of computing that a cluster may use."""

    def __init__(self) -> None:
        self.balance_s = RUSH_S

    def earn(self, seconds: float) -> None:
        """Its share of a tick."""
        self.balance_s = min(self.balance_s + seconds, RUSH_S)

    def spend(self, seconds: float) -> None:
        """It was used."""
        self.balance_s = max(self.balance_s - seconds, -MOST_DEBT_S)

    @property
    def empty(self) -> bool:
        """Whether time may not go on."""
        return self.balance_s <= 0

    @property
    def in_debt(self) -> bool:
        """Whether a command has to wait."""
        return self.balance_s < -DEBT_S

    async def turn(self, busy: Callable[[], bool]) -> None:
        """Wait until it is out of debt, or there is time to spare."""
        while self.in_debt and busy():  # noqa: ASYNC110  (what it waits for is the time that passes)
            await asyncio.sleep(PATIENCE_S)


class Load:
    """How much of a core this process uses, lately, and how late it is."""

    def __init__(self) -> None:
        self.cores = 0.0
        self.late_s = 0.0

    def note(self, computed_s: float, passed_s: float, wanted_s: float) -> None:
        """In so much time it computed so long, and that time was to be `wanted_s`."""
        if passed_s > 0:
            self.cores += (computed_s / passed_s - self.cores) * MEMORY
            self.late_s += (max(0.0, passed_s - wanted_s) - self.late_s) * MEMORY

    @property
    def busy(self) -> bool:
        """Whether there is no time to spare."""
        return self.cores >= BUSY or self.late_s >= LATE_S
