"""Pace: how virtual time runs against wall time. Plain arithmetic over a cluster's clock; it knows neither web nor database.

    paused       time stands still
    cinema       a hop worth seeing takes about half a second, however fast it is; what nobody would watch races by
    0.1 … 60     so many virtual ms in a wall ms

A step (to the next hop, the next decision, until quiet) plays until it is reached and pauses there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..cluster.machinery.virtual_time import Clock

PAUSED, CINEMA = "paused", "cinema"
FACTORS = {"0.1": 0.1, "0.25": 0.25, "0.5": 0.5, "1": 1.0, "2": 2.0, "5": 5.0, "10": 10.0, "30": 30.0, "60": 60.0}
PACES = (PAUSED, CINEMA, *FACTORS)
STEPS = ("hop", "decision", "quiet")

HOP_WALL_MS = 480  # how long a hop worth seeing travels over the screen in cinema
RACE = 40.0  # virtual s in a wall s while nothing is worth seeing
# So long after the last thing worth seeing cinema still races while something is wrong: longer than any of Kubernetes'
# own patience (40 s until a node is lost, 5 min until its Pods are evicted, 5 min of back-off). When all is well, nobody
# waits for anything, and time soon passes as it does for us.
RACES_FOR_MS = 700_000
CALM_AFTER_MS = 60_000


@dataclass(frozen=True, slots=True)
class Flight:
    """A hop worth seeing, on its way."""

    sent_ms: int
    arrives_ms: int


class Playhead:
    """Where the viewers are in virtual time: between two of its milliseconds, while a hop flies in cinema."""

    def __init__(self, clock: Clock, pace: str = CINEMA) -> None:
        self.clock = clock
        self.pace = pace
        self.at_ms = float(clock.now_ms)
        self.flights: list[Flight] = []
        self.last_seen_ms = clock.now_ms  # when something worth seeing last happened
        self.step: str | None = None  # the step that is being taken
        self.races_for_ms = RACES_FOR_MS

    @property
    def moves(self) -> bool:
        """Whether wall time moves virtual time."""
        return self.pace != PAUSED or self.step is not None

    def take_off(self, sent_ms: int, arrives_ms: int) -> None:
        """A hop worth seeing has been sent."""
        self.last_seen_ms = max(self.last_seen_ms, arrives_ms)
        if arrives_ms > sent_ms:
            self.flights.append(Flight(sent_ms, arrives_ms))

    def saw(self, at_ms: int) -> None:
        """Something else worth seeing happened: a decision, a poke."""
        self.last_seen_ms = max(self.last_seen_ms, at_ms)

    def rate(self) -> float:
        """Virtual ms in a wall ms, now."""
        if self.step == "quiet":
            return RACE
        if self.step is not None or self.pace == CINEMA:
            return cinema_rate(self.flights, self.at_ms - self.last_seen_ms, self.races_for_ms)
        return FACTORS.get(self.pace, 0.0)

    def advance(self, wall_ms: float, happen: Callable[[], None], halt: Callable[[], bool]) -> float:
        """Let `wall_ms` pass. `happen()` lets the clock's next event happen. After each instant `halt()` says whether to stop
        there: a step is taken, or the slice is used up. Returns the wall ms that were left over."""
        clock = self.clock
        while wall_ms > 0 and self.moves:
            self._land()
            rate = self.rate()
            event_ms = clock.next_at_ms()
            boundary = min((float(flight.arrives_ms) for flight in self.flights), default=float("inf"))
            if event_ms is not None:
                boundary = min(boundary, float(event_ms))
            needed_ms = max(boundary - self.at_ms, 0.0) / rate
            if needed_ms > wall_ms:
                self.at_ms += wall_ms * rate
                clock.run_until(int(self.at_ms))  # nothing is due until there: the clock only shows it
                halt()
                return 0.0
            wall_ms -= needed_ms
            self.at_ms = max(self.at_ms, boundary)
            while (due_ms := clock.next_at_ms()) is not None and due_ms <= self.at_ms:
                happen()
            clock.run_until(int(self.at_ms))
            if halt():
                break
        return wall_ms

    def jump(self) -> None:
        """The clock was moved from outside: follow it."""
        self.at_ms = max(self.at_ms, float(self.clock.now_ms))
        self._land()

    def _land(self) -> None:
        if self.flights:
            self.flights = [flight for flight in self.flights if flight.arrives_ms > self.at_ms]


def cinema_rate(flights: list[Flight], idle_ms: float, races_for_ms: float = RACES_FOR_MS) -> float:
    """Virtual ms in a wall ms: a hop takes `HOP_WALL_MS`; those which are in the air together share one rate, by their mean.

    `idle_ms`: how long nothing was worth seeing; beyond `races_for_ms` nobody waits for anything.
    """
    if flights:
        mean_ms = sum(flight.arrives_ms - flight.sent_ms for flight in flights) / len(flights)
        # A message over a slow link, longer than half a second of virtual time, is not slowed down further.
        return min(mean_ms / HOP_WALL_MS, 1.0)
    return RACE if idle_ms < races_for_ms else 1.0
