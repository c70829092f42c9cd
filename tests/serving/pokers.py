"""Learners who poke as fast as they may, over real sockets, and remember what they were told."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tutorial.drill.door import Door
from tutorial.drill.line import Line, Seen

PACES = ("1", "10", "60")


@dataclass(slots=True)
class Told:
    """What a learner has been told of one cluster. Whatever stands here must be there for ever."""

    pokes: int = 0  # the highest number of pokes that a frame has shown
    fired: int = 0  # events


@dataclass
class Poker:
    """One learner with one cluster. Each line that is typed is typed once."""

    door: Door
    chance: random.Random
    seen: Seen
    told: Told = field(default_factory=Told)
    line: Line | None = None
    typed: int = 0
    unanswered: list[str] = field(default_factory=list)
    backwards: list[str] = field(default_factory=list)  # a frame that knew less than an earlier one

    async def arrive(self) -> None:
        """Make a cluster, and look at it."""
        with contextlib.suppress(TimeoutError):  # the first one boots a cluster, which a busy machine does slowly
            await self.door.get("/")
        await self.door.get("/c/new/")
        page = await self.door.post("/c/new/", [("preset", "three-nodes")])
        assert page.cluster, f"no cluster was made: {page.status} {page.text[:300]}"
        self.line = Line(self.door, page.cluster, self.seen)
        await self.line.open()
        await self.line.say(do="pace", pace="10")

    @property
    def cluster(self) -> str:
        assert self.line is not None
        return self.line.cluster

    @property
    def acknowledged(self) -> list[str]:
        """The lines that a frame has shown as done."""
        return self.seen.acknowledged.get(self.cluster, [])

    async def watch(self) -> None:
        """Remember what the frames say, for ever."""
        assert self.line is not None
        while True:
            self.line.news.clear()
            await self.line.news.wait()
            clock = self.line.clock
            if clock["pokes"] < self.told.pokes:
                self.backwards.append(f"{clock['pokes']} pokes after {self.told.pokes}")
            self.told.pokes = max(self.told.pokes, clock["pokes"])
            self.told.fired = max(self.told.fired, clock["fired"])

    async def live(self, rest_s: tuple[float, float] = (0.05, 0.4)) -> None:
        """Poke, for ever."""
        assert self.line is not None
        while True:
            await self.line.listening.wait()
            await asyncio.sleep(self.chance.uniform(*rest_s))
            await self.poke(self.line)

    async def poke(self, line: Line) -> None:
        """Something. A line is waited for until a frame shows it, over however many servers."""
        self.typed += 1
        match self.chance.randrange(10):
            case 0:
                await line.say(do="pace", pace=self.chance.choice(PACES))
            case 1:
                verb = self.chance.choice(("node.off", "node.on"))
                await line.say(do="poke", verb=verb, subject=f"node-{self.chance.randint(1, 3)}")
            case 2:
                await self.type(line, f"kubectl create deployment d{self.typed} --image=nginx --replicas=2")
            case _:
                await self.type(line, f"kubectl create configmap c{self.typed}")

    async def type(self, line: Line, text: str) -> None:
        """Wait until a frame shows it; what none shows within a minute counts as not acknowledged."""
        try:
            click = await line.click(text)
        except TimeoutError:
            self.unanswered.append(text)
            return
        if not click.acknowledged:  # refused: too fast, or nothing could be written
            await asyncio.sleep(0.5)


class Crowd:
    """Some learners at one address."""

    def __init__(self, url: str, many: int, seed: int) -> None:
        self._threads = ThreadPoolExecutor(many)
        self.pokers = [
            Poker(Door(url, place, self._threads), random.Random(seed * 1009 + place), Seen()) for place in range(many)
        ]
        self._tasks: list[asyncio.Task[None]] = []
        self._poking: list[asyncio.Task[None]] = []

    async def arrive(self) -> None:
        """All come, and begin to watch."""
        for poker in self.pokers:
            await poker.arrive()
        self._tasks = [asyncio.create_task(poker.watch()) for poker in self.pokers]
        await self.are_back()

    async def are_back(self, within_s: float = 60.0) -> float:
        """Wait until all are connected: the seconds that it took."""
        began_s = time.monotonic()
        for poker in self.pokers:
            assert poker.line is not None
            await asyncio.wait_for(poker.line.listening.wait(), within_s)
        return time.monotonic() - began_s

    @contextlib.asynccontextmanager
    async def poking(self) -> AsyncIterator[None]:
        """All poke for as long as this lasts."""
        self._poking = [asyncio.create_task(poker.live()) for poker in self.pokers]
        try:
            yield
        finally:
            await ended(self._poking)
            self._poking = []

    async def until(self, wanted: Callable[[Poker], bool], what: str, within_s: float = 120.0) -> None:
        """Wait until this holds of each of them. AssertionError if it does not, or a learner has given up."""
        ends_s = time.monotonic() + within_s
        while True:
            gave_up = [task.exception() for task in self._poking if task.done()]
            assert not gave_up, f"a learner gave up: {gave_up}"
            late = [poker for poker in self.pokers if not wanted(poker)]
            if not late:
                return
            assert time.monotonic() < ends_s, f"not within {within_s:.0f} s: {what}; {late[0].cluster}: {late[0].told}"
            await asyncio.sleep(0.02)

    async def told_more(self, pokes: int, within_s: float = 120.0) -> None:
        """Wait until each has been told of so many pokes more."""
        wanted = {poker.cluster: poker.told.pokes + pokes for poker in self.pokers}
        await self.until(lambda poker: poker.told.pokes >= wanted[poker.cluster], f"{pokes} pokes more", within_s)

    async def leave(self) -> None:
        await ended(self._tasks)
        for poker in self.pokers:
            if poker.line is not None:
                await poker.line.close()
        self._threads.shutdown(wait=False)


async def ended(tasks: list[asyncio.Task[None]]) -> None:
    """Cancel them until they have ended: in Python 3.11 `wait_for` swallows a cancellation that comes with what it waits for."""
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=1)
    await asyncio.gather(*tasks, return_exceptions=True)
