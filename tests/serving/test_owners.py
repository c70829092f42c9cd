"""Two servers behind nginx, with PostgreSQL: whatever happens to them, nothing acknowledged is lost, and each cluster has one owner."""

from __future__ import annotations

import asyncio
import importlib.util
import itertools
import re
import shutil
import signal
import tempfile
import urllib.request
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Count

from clusterviz.models import ClusterRecord, Ownership
from tutorial.drill.door import Door
from tutorial.drill.plays import plays

from .judge import ALIAS, Judge, reading
from .pokers import Crowd
from .processes import Nginx, Postgres, Process, Redis, Server, missing, wait_until

LACKS = missing("nginx", "initdb", "postgres", "redis-server")
if not LACKS and importlib.util.find_spec("channels_redis") is None:
    LACKS = "not installed here: the package channels-redis"
pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(LACKS), reason=LACKS)]
LEARNERS = 4
BACK_WITHIN_S = 90.0  # a silent process is taken for dead after 15 s, on a machine that is not busy


class Site:
    """nginx, servers, and what they store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "database").mkdir()
        self.postgres = Postgres(folder / "database")
        self.redis = Redis(folder)
        self.servers: list[Server] = []
        self.crowd: Crowd

    async def begin(self) -> None:
        self.redis.start()
        await asyncio.to_thread(self.postgres.make)
        self.servers = [self.server(1), self.server(2)]
        await asyncio.to_thread(self.servers[0].migrate)
        for server in self.servers:
            server.start()
        for server in self.servers:
            await asyncio.to_thread(server.wait)
        self.nginx = Nginx(self.folder, self.servers)
        self.nginx.start()
        await asyncio.to_thread(self.nginx.wait)
        self.crowd = Crowd(self.nginx.url, LEARNERS, seed=9)

    def server(self, number: int) -> Server:
        folder = self.folder / f"glass-{number}"
        folder.mkdir()
        more = {"DATABASE_URL": self.postgres.url, "REDIS_URL": self.redis.url, "TUTORIAL_PROCESS": folder.name}
        return Server(folder, folder.name, more)

    def end(self) -> None:
        everything: list[Process] = [self.nginx] if hasattr(self, "nginx") else []
        for process in [*everything, *self.servers, self.redis]:
            process.kill()
        self.postgres.stop(signal.SIGINT)  # "fast": it does not wait for who is connected

    def owners(self, unblock: Any) -> dict[str, str]:
        """cluster → the process that has it."""
        with unblock, reading(self.postgres.url):
            records = ClusterRecord.objects.using(ALIAS).filter(pk__in=[poker.cluster for poker in self.crowd.pokers])
            return dict(records.values_list("pk", "held_by"))

    def wandered(self, unblock: Any) -> list[str]:
        """The clusters that more than one process has had."""
        with unblock, reading(self.postgres.url):
            had = Ownership.objects.using(ALIAS).values("cluster").annotate(many=Count("process", distinct=True))
            return [row["cluster"] for row in had if row["many"] > 1]

    def wrong(self, unblock: Any) -> list[str]:
        """What the judge says, and what the history of owners shows."""
        with unblock, reading(self.postgres.url):
            return [*Judge().judge(self.crowd.pokers), *self._history()]

    def _history(self) -> Iterator[str]:
        for poker in self.crowd.pokers:
            record = ClusterRecord.objects.using(ALIAS).get(pk=poker.cluster)
            terms = list(record.ownerships.order_by("epoch"))
            if not terms or terms[-1].epoch != record.held_epoch:
                yield f"{record.pk}: the history ends before ownership {record.held_epoch}"
            for before, after in itertools.pairwise(terms):
                if after.epoch != before.epoch + 1 or after.since < (before.released or before.since):
                    yield f"{record.pk}: {after} began before {before} had ended"
            for poke in record.pokes.all():
                term = [term for term in terms if term.pokes < poke.number][-1]
                if poke.held_epoch != term.epoch:
                    yield f"{record.pk}: poke {poke.number} was written in ownership {poke.held_epoch}, while {term} had it"


def place_for_all() -> Path:
    """A folder that whoever runs PostgreSQL can enter."""
    folder = Path(tempfile.mkdtemp(prefix="glass-site-"))
    folder.chmod(0o755)
    return folder


@pytest.fixture
async def site(django_db_blocker: Any) -> AsyncIterator[Site]:
    """Everything runs, the learners poke; in the end, the judge is asked."""
    folder = place_for_all()
    site = Site(folder)
    try:
        await site.begin()
        await site.crowd.arrive()
        async with site.crowd.poking():
            await site.crowd.told_more(2)
            yield site
            await site.crowd.told_more(2, BACK_WITHIN_S)
        await site.crowd.leave()
        for server in site.servers:
            server.stop()
        wrong = await asyncio.to_thread(site.wrong, django_db_blocker.unblock())
        assert wrong == []
        assert all(poker.told.pokes > 0 for poker in site.crowd.pokers)
    finally:
        if hasattr(site, "crowd"):
            await site.crowd.leave()
        await asyncio.to_thread(site.end)
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def more_afterwards(site: Site, pokes: int = 2) -> AsyncIterator[None]:
    """Whatever happens now, each learner goes on poking afterwards."""
    yield
    await site.crowd.told_more(pokes, BACK_WITHIN_S)


async def test_an_owner_is_killed_and_another_one_goes_on(site: Site, django_db_blocker: Any) -> None:
    victim = site.servers[0]
    async with more_afterwards(site):
        victim.kill()
    owners = await asyncio.to_thread(site.owners, django_db_blocker.unblock())
    assert set(owners.values()) == {site.servers[1].name}
    async with more_afterwards(site):
        victim.start()
        await asyncio.to_thread(victim.wait)


async def test_an_owner_that_slept_for_30_s_writes_nothing_when_it_wakes(site: Site, django_db_blocker: Any) -> None:
    sleeper, other = site.servers
    owners = await asyncio.to_thread(site.owners, django_db_blocker.unblock())
    sleeper.send(signal.SIGSTOP)
    began_s = asyncio.get_running_loop().time()
    # nginx does not know that it sleeps: its learners come to the other one as soon as nginx gives up on it.
    site.nginx.route([other])
    site.nginx.reload()
    for poker in site.crowd.pokers:
        assert poker.line is not None
        await poker.line.drop()
    await site.crowd.told_more(1, BACK_WITHIN_S)
    await asyncio.sleep(max(0.0, began_s + 30 - asyncio.get_running_loop().time()))
    sleeper.send(signal.SIGCONT)
    site.nginx.route(site.servers)
    site.nginx.reload()
    await site.crowd.told_more(2, BACK_WITHIN_S)
    if sleeper.name in owners.values():
        now = await asyncio.to_thread(site.owners, django_db_blocker.unblock())
        assert now != owners or "ownership" in sleeper.log


async def test_the_database_starts_again(site: Site) -> None:
    async with more_afterwards(site):
        await asyncio.to_thread(site.postgres.stop, signal.SIGINT)
        await asyncio.sleep(2)
        site.postgres.start()
        await asyncio.to_thread(site.postgres.wait)
    async with more_afterwards(site):
        site.postgres.kill()
        site.postgres.start()
        await asyncio.to_thread(site.postgres.wait)


async def test_redis_starts_again(site: Site) -> None:
    async with more_afterwards(site):
        await asyncio.to_thread(site.redis.stop)
    async with more_afterwards(site):  # all clusters change hands, though nobody carries wake-ups
        site.nginx.route(site.servers[:1])
        site.nginx.reload()
        await everybody_connects_anew(site)
    site.redis.start()
    await asyncio.to_thread(wait_until, lambda: site.redis.groups() == 2, "both processes listen again")
    before = sum(map(woken, site.servers))
    async with more_afterwards(site):
        site.nginx.route(site.servers[1:])
        site.nginx.reload()
        await everybody_connects_anew(site)
    assert sum(map(woken, site.servers)) > before, "nobody was woken through Redis"


async def everybody_connects_anew(site: Site) -> None:
    for poker in site.crowd.pokers:
        assert poker.line is not None
        await poker.line.drop()


def woken(server: Server) -> int:
    """How often another process has woken this one."""
    with urllib.request.urlopen(f"{server.url}/metrics") as answer:
        found = re.search(r"^glass_wake_ups_total (\d+)", answer.read().decode(), re.MULTILINE)
    assert found is not None
    return int(found[1])


async def test_a_server_is_added_and_another_one_taken_away(site: Site, django_db_blocker: Any) -> None:
    third = site.server(3)
    third.start()
    await asyncio.to_thread(third.wait)
    site.servers.append(third)
    async with more_afterwards(site):
        site.nginx.route(site.servers)
        site.nginx.reload()
    leaves = site.servers[0]
    async with more_afterwards(site):
        site.nginx.route(site.servers[1:])
        site.nginx.reload()
        await asyncio.to_thread(leaves.stop)
    owners = await asyncio.to_thread(site.owners, django_db_blocker.unblock())
    assert leaves.name not in owners.values()


async def test_pages_of_the_course_do_not_make_a_cluster_wander(site: Site, django_db_blocker: Any) -> None:
    play = plays()[0]
    with ThreadPoolExecutor(1) as threads:
        for place in range(100, 106):  # by chance, some of their clusters are at home in either process
            door = Door(site.nginx.url, place, threads)
            page = await door.get(f"/learn/{play.lesson}/")
            assert (page.status, bool(page.cluster)) == (200, True)
            for path in ("/", f"/learn/{play.lesson}/{play.acts[0].step}/", f"/c/{page.cluster}/tree/"):
                assert (await door.get(path)).status == 200, path
            await door.get(f"/learn/{play.lesson}/")
            hint = await door.post(f"/learn/{play.lesson}/{play.acts[0].step}/reset/", [])
            assert hint.status == 200, hint.text[:300]
    ended = await asyncio.to_thread(site.wandered, django_db_blocker.unblock())
    assert ended == [], "these clusters had more than one owner, though nothing had happened to either process"
