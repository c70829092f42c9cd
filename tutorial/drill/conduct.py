"""A whole drill: a server of its own (or one that runs), the bots, and what they saw."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tutorial.running_server import Server, free_port, running_server

from .audit import Audit, audit
from .bots import Bot, Flapping, Hostile, Stalled
from .door import Door
from .line import Seen
from .plays import Play, plays
from .usage import Usage, usage

THREADS = 48  # pages that are under way at a time
LOOKS_EVERY_S = 1.0
FEELS_EVERY_S = 0.05
FILES = 8_192  # that may be open at a time
SWITCH_S = 0.001  # the bots' threads, which fetch pages, hold up their clocks no longer than this
GRACE_S = 2.0  # for what is under way at the end


@dataclass(frozen=True, slots=True)
class Plan:
    """Who takes part, and for how long. The stalled, flapping and hostile ones are among the learners."""

    learners: int
    seconds: float
    stalled: int = 0
    flapping: int = 0
    hostile: int = 0
    seed: int = 1
    server: str = "uvicorn"
    url: str = ""  # a server that runs; "": one is started
    kills: int = 0  # how often the server is killed and started again meanwhile
    lesson: str = ""  # only this one
    audits: bool = False  # replay every learner's journal afterwards, as is done after kills
    tempo: float = 3.0  # a lesson takes its bots its author's minutes / tempo
    keep: str = ""  # a folder for the server's state; "": it is thrown away

    @property
    def joins_within_s(self) -> float:
        """So long a class takes to open the page: five a second, and not longer than a quarter of the drill."""
        return max(0.1, min(max(10.0, self.learners / 5), self.seconds / 4))


@dataclass(slots=True)
class Outcome:
    """What came of a plan."""

    plan: Plan
    learners: Seen = field(default_factory=Seen)
    others: Seen = field(default_factory=Seen)  # stalled, flapping and hostile
    cpu: float = 0.0  # cores of the server, on average
    bots_cpu: float = 0.0  # cores of the bots: they are not to be what is measured
    late_ms: list[float] = field(default_factory=list)  # how late the bots themselves were, looked at again and again
    used: Usage = field(default_factory=Usage)
    bare: Usage = field(default_factory=Usage)  # what the server used before anybody came
    clusters: int = 0  # in memory at the end
    took_s: float = 0.0
    restarts_s: list[float] = field(default_factory=list)
    log: str = ""
    audit: Audit | None = None  # of what is on the disk, where that can be read


def conduct(plan: Plan) -> Outcome:
    """Do it."""
    sys.setswitchinterval(SWITCH_S)
    _open_many()
    with contextlib.ExitStack() as stack:
        folder = plan.keep or stack.enter_context(TemporaryDirectory())
        return asyncio.run(_conduct(plan, Path(folder)))


def _open_many() -> None:
    """A thousand learners are more sockets than many systems allow at first: for us, and for the server that we start."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # no such thing on Windows
        import resource

        least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(least, wanted), most))


class Stand:
    """The server of a drill, which may be killed and started again on the same folder and port."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan, self.folder = plan, folder
        self.port = free_port()
        self._stack = contextlib.ExitStack()
        self.server: Server | None = None

    @property
    def url(self) -> str:
        return self.plan.url.rstrip("/") or f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        if not self.plan.url:
            self.server = self._stack.enter_context(running_server(self.folder, self.plan.server, self.port))

    def kill(self) -> None:
        """kill -9."""
        if self.server is not None:
            self.server.process.kill()
            self.server.process.wait()

    def stop(self) -> None:
        self._stack.close()

    def usage(self) -> Usage:
        return usage(self.server.process.pid) if self.server is not None else Usage()


async def _conduct(plan: Plan, folder: Path) -> Outcome:
    outcome, stand = Outcome(plan), Stand(plan, folder)
    await asyncio.to_thread(stand.start)
    try:
        before, began_s, began_cpu_s = stand.usage(), time.perf_counter(), time.process_time()
        with ThreadPoolExecutor(THREADS) as threads:
            bots = list(_bots(plan, outcome, stand.url, threads, began_s + plan.seconds))
            watcher = asyncio.create_task(_watch(stand, outcome))
            lateness = asyncio.create_task(_feel(outcome))
            killer = asyncio.create_task(_kill(stand, outcome, random.Random(plan.seed)))
            await _live(bots, plan.seconds, outcome.learners)
            outcome.took_s = time.perf_counter() - began_s
            for task in (watcher, killer, lateness):
                task.cancel()
            await asyncio.gather(watcher, killer, lateness, return_exceptions=True)
            outcome.clusters = await _clusters(stand.url, threads)
        after = stand.usage()
        outcome.bare = before
        outcome.bots_cpu = (time.process_time() - began_cpu_s) / outcome.took_s
        outcome.cpu = max(0.0, after.cpu_s - (0 if plan.kills else before.cpu_s)) / outcome.took_s
        outcome.used = max(outcome.used, after, key=lambda one: one.most_mb)
    finally:
        await asyncio.to_thread(stand.stop)
    if stand.server is not None:
        outcome.log = stand.server.log
        if (plan.kills or plan.audits) and not os.environ.get("DATABASE_URL"):
            outcome.audit = audit(folder, outcome.learners.acknowledged)
    return outcome


async def _live(bots: list[Bot], seconds: float, seen: Seen) -> None:
    """Until the end; who is in the middle of something then leaves it."""
    lives = [asyncio.create_task(bot.live()) for bot in bots]
    ended, going = await asyncio.wait(lives, timeout=seconds + GRACE_S)
    for life in going:
        life.cancel()
    await asyncio.gather(*going, return_exceptions=True)
    for life in ended:
        error = life.exception()
        if error is not None:
            seen.errors.append(f"a bot broke: {type(error).__name__} {error}")


def _bots(plan: Plan, outcome: Outcome, url: str, threads: ThreadPoolExecutor, ends_s: float) -> Iterator[Bot]:
    kinds: list[type[Bot]] = [Stalled] * plan.stalled + [Flapping] * plan.flapping + [Hostile] * plan.hostile
    kinds += [Bot] * (plan.learners - len(kinds))
    chosen: tuple[Play, ...] = tuple(play for play in plays() if plan.lesson in ("", play.lesson))
    for place, kind in enumerate(kinds):
        seen = outcome.learners if kind is Bot else outcome.others
        chance = random.Random(plan.seed * 100_003 + place)
        door = Door(url, place, threads, reloads=plan.kills > 0)
        yield kind(door, seen, chance, ends_s, chosen, plan.tempo, plan.joins_within_s)


async def _watch(stand: Stand, outcome: Outcome) -> None:
    while True:
        await asyncio.sleep(LOOKS_EVERY_S)
        outcome.used = max(outcome.used, stand.usage(), key=lambda one: one.most_mb)


async def _feel(outcome: Outcome) -> None:
    while True:
        began_s = time.perf_counter()
        await asyncio.sleep(FEELS_EVERY_S)
        outcome.late_ms.append((time.perf_counter() - began_s - FEELS_EVERY_S) * 1000)


async def _clusters(url: str, threads: ThreadPoolExecutor) -> int:
    """How many clusters the server has in memory, as its metrics say; 0 where they are not for us."""
    with contextlib.suppress(OSError):
        page = await Door(url, 0, threads).get("/metrics")
        for line in page.text.splitlines() if page.status == 200 else ():
            if line.startswith("glass_clusters "):
                return int(float(line.split()[1]))
    return 0


async def _kill(stand: Stand, outcome: Outcome, chance: random.Random) -> None:
    """Kill the server at random moments, each in its part of the drill, and start it again at once."""
    plan = stand.plan
    part_s = plan.seconds * 0.9 / max(plan.kills, 1)
    for _ in range(plan.kills):
        rest_s = chance.uniform(0.3, 1.0) * part_s
        await asyncio.sleep(rest_s)
        stand.kill()
        killed_s = time.perf_counter()
        await asyncio.to_thread(stand.start)
        outcome.restarts_s.append(time.perf_counter() - killed_s)
        await asyncio.sleep(max(0.0, part_s - rest_s - outcome.restarts_s[-1]))
