"""The bots: who learns, who stalls, who flaps, who attacks. Chance is seeded, so that two drills ask for the same."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from dataclasses import dataclass

from .door import Door
from .line import Line, Seen
from .plays import Act, Deed, Play

ANSWER_WITHIN_S = 60.0
SOLVED_WITHIN_S = (
    60.0  # minutes of a cluster's time at ×30; where three hundred want that at once, it passes more slowly
)
LOOKS_EVERY_S = 0.5  # whether the list of what is to be done has changed: the page then fetches it
FLAPS_S = (2.0, 6.0)
BIG = "x" * 200_000
HOSTILE_LINES = (
    "kubectl create deployment storm-{n} --image=nginx --replicas=400",
    "kubectl scale deployment storm-1 --replicas=0",
    "kubectl get pods -A -o yaml",
    "for i in 1 2 3 4 5 6 7 8 9; do kubectl get pods -A; done",
    "kubectl run crash-{n} --image=nginx -- sh -c 'exit 1'",
)


@dataclass(slots=True)
class Bot:
    """Somebody with a browser."""

    door: Door
    seen: Seen
    chance: random.Random
    ends_s: float
    plays: tuple[Play, ...]
    tempo: float = 3.0  # how much faster than people it learns
    joins_within_s: float = 10.0

    async def think(self, play: Play) -> None:
        """Read, and wonder."""
        await asyncio.sleep(self.chance.uniform(0.3, 1.7) * play.thinks_s(self.tempo))

    @property
    def late(self) -> bool:
        return time.perf_counter() >= self.ends_s

    async def live(self) -> None:
        """Learn until the end."""
        await asyncio.sleep(self.chance.uniform(0, self.joins_within_s))
        order = list(self.plays)
        self.chance.shuffle(order)
        for play in order:
            if self.late:
                return
            try:
                await self.play(play)
            except (OSError, TimeoutError) as error:
                self.seen.errors.append(f"{play.lesson}: {type(error).__name__} {error}")
                await asyncio.sleep(1)

    async def play(self, play: Play) -> None:
        """One lesson, with its cluster and its socket."""
        page = await self.door.get(f"/learn/{play.lesson}/")
        if page.status != 200 or not page.cluster:
            self.seen.errors.append(f"GET {play.lesson}: {page.status}")
            await asyncio.sleep(1)
            return
        line = Line(self.door, page.cluster, self.seen)
        await line.open()
        try:
            await line.until(line.listening.is_set, ANSWER_WITHIN_S)
            for place, act in enumerate(play.acts):
                if self.late or (place and not await self.turns_to(play, act)):
                    return
                await self.act(play, act, line)
        finally:
            await line.close()

    async def turns_to(self, play: Play, act: Act) -> bool:
        """Get the page of a step; the first is that of the lesson."""
        page = await self.door.get(act.address(play))
        if page.status != 200:
            self.seen.errors.append(f"GET {act.address(play)}: {page.status}")
        return page.status == 200

    async def act(self, play: Play, act: Act, line: Line) -> None:
        """One step of it."""
        address = act.address(play)
        await line.until(lambda: line.step == act.step, 5)
        for form in act.bets:
            await self.think(play)
            await self.door.post(f"{address}bet/", form, part=True)
        listed = asyncio.create_task(self._list(address, line))
        try:
            for deed in act.deeds:
                if deed.types:
                    await self.think(play)
                await self.do(deed, line)
            if act.checks and not self.late:
                await line.say(do="pace", pace="30")
                solved = await line.until(lambda: line.step == act.step and line.left == 0, SOLVED_WITHIN_S)
                if solved:
                    self.seen.steps += 1
                elif not self.late:
                    self.seen.steps_failed.append(f"{play.lesson}/{act.step}")
        finally:
            listed.cancel()

    async def _list(self, address: str, line: Line) -> None:
        """Fetch the list of what is to be done whenever it has changed, as the page does."""
        version = line.version
        while True:
            await asyncio.sleep(LOOKS_EVERY_S)
            if line.version != version:
                version = line.version
                await self.door.get(f"{address}todo/", part=True)

    async def do(self, deed: Deed, line: Line) -> None:
        """Type a line until it is answered, or let time pass."""
        if deed.types:
            if line.clock.get("pace") == "paused":
                await line.say(do="pace", pace="cinema")
            click = await line.click(deed.line)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(click.answered.wait(), 30)
            return
        if deed.passes_ms is not None:
            until_ms = line.clock.get("at", 0) + deed.passes_ms
            await line.say(do="pace", pace="60")
            await line.until(lambda: line.clock.get("at", 0) >= until_ms, deed.passes_ms / 60 / 1000 * 4 + 20)
            await line.say(do="pace", pace="cinema")
            return
        await line.say(do="step", by="quiet")
        await line.until(lambda: line.clock.get("step") == "quiet", 2)
        await line.until(lambda: line.clock.get("step") is None, 30)


class Stalled(Bot):
    """Opens the page, lets things happen, and reads nothing: the laptop is asleep. In the end it wakes."""

    async def play(self, play: Play) -> None:
        page = await self.door.get(f"/learn/{play.lesson}/")
        if not page.cluster:
            return
        line = Line(self.door, page.cluster, self.seen)
        line.comes_back = False
        await line.open()
        await line.until(line.listening.is_set, ANSWER_WITHIN_S)
        await line.say(do="pace", pace="60")
        await line.say(do="run", line="kubectl create deployment web --image=nginx --replicas=9", id=900)
        if line.reader is not None:
            line.reader.cancel()
        await asyncio.sleep(max(0.0, self.ends_s - time.perf_counter()))
        await line.close()


class Flapping(Bot):
    """Learns on a train: the connection goes without a word every few seconds, and comes back."""

    async def act(self, play: Play, act: Act, line: Line) -> None:
        flapper = asyncio.create_task(self._flap(line))
        try:
            await super().act(play, act, line)
        finally:
            flapper.cancel()

    async def _flap(self, line: Line) -> None:
        while True:
            await asyncio.sleep(self.chance.uniform(*FLAPS_S))
            await line.drop()


class Hostile(Bot):
    """Asks for everything, as fast as it can."""

    async def live(self) -> None:
        lines: list[Line] = []
        number = 0
        while not self.late:
            try:
                page = await self.door.get("/c/new/")
                page = await self.door.post("/c/new/", [("preset", "three-nodes")])
                if not page.cluster:
                    await asyncio.sleep(0.5)
                    continue
                for _ in range(3):
                    line = Line(self.door, page.cluster, self.seen)
                    line.comes_back = False
                    await line.open()
                    lines.append(line)
                for _ in range(100):
                    if self.late:
                        break
                    number += 1
                    await self._attack(lines[-1], number)
                    await asyncio.sleep(0.02)
            except (OSError, TimeoutError):
                await asyncio.sleep(0.2)
            except Exception as error:
                self.seen.errors.append(f"{type(error).__name__} {error}")
                await asyncio.sleep(0.2)
            for line in lines:
                await line.close()
            lines.clear()

    async def _attack(self, line: Line, number: int) -> None:
        if number % 4 == 1:
            await line.say(do="pace", pace="60")
        text = HOSTILE_LINES[number % len(HOSTILE_LINES)].format(n=number)
        await line.say(do="run", line=text, id=10_000 + number)
        match number % 5:
            case 0:
                await line.say(do="run", line="kubectl apply -f -", stdin=BIG, id=20_000 + number)
            case 1:
                await line.say(do="hello", seen=None)
            case 2:
                await line.say(do="nothing known", of={"this": number})
            case 3:
                await line.say(do="poke", verb="node.off", subject="node-1")
            case _:
                await self.door.get(f"/c/{line.cluster}/tree/")
