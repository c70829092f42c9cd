"""Patience: who asks for much waits, while the server is busy; nobody else does."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.test import Client

from clusterviz.cluster import checkpoint
from clusterviz.live import registry
from clusterviz.live.host import Host
from clusterviz.live.journal import Journal
from clusterviz.models import ClusterRecord
from tutorial.patience import ADDRESS, BROWSER, LESSONS_AT_ONCE, PAGES_AT_ONCE, WAITING, Patience


class Site:
    """Pages behind the patience, which the test makes busy."""

    def __init__(self) -> None:
        self.served: list[str] = []
        self.busy = True
        self.patience = Patience(self._pages, lambda: self.busy)

    async def _pages(self, scope: Any, receive: Any, send: Any) -> None:
        self.served.append(scope["who"])

    async def ask(self, session: str = "", path: str = "/", address: str = "10.0.0.1") -> int:
        """Its status: 200, or what the patience answers itself."""
        said: list[int] = []

        async def send(message: Any) -> None:
            said.append(message.get("status", 0))

        headers = [(b"cookie", f"csrftoken=x; sessionid={session}".encode())] if session else []
        scope = {"type": "http", "path": path, "headers": headers, "client": (address, 1), "who": session or address}
        await self.patience(scope, None, send)
        return said[0] if said else 200

    async def wait(self, session: str) -> asyncio.Task[int]:
        """Ask, and come back when that waits."""
        task = asyncio.create_task(self.ask(session))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return task


async def test_who_asks_for_much_waits_and_nobody_else_does() -> None:
    site = Site()
    for _ in range(BROWSER[0]):
        await site.ask("eager")
    waiting = await site.wait("eager")
    assert not waiting.done()
    await site.ask("calm")
    assert site.served[-1] == "calm"
    assert not waiting.done()
    site.busy = False
    assert await waiting == 200


async def test_nobody_waits_while_there_is_time_to_spare() -> None:
    site = Site()
    site.busy = False
    for _ in range(3 * BROWSER[0]):
        assert await site.ask("eager") == 200


async def test_only_so_many_wait_and_the_others_are_refused_with_a_sentence() -> None:
    site = Site()
    for _ in range(BROWSER[0]):
        await site.ask("eager")
    waiting = [await site.wait("eager") for _ in range(WAITING)]
    assert await site.ask("eager") == 429
    assert await site.ask("eager", path="/static/css/page.css") == 200
    site.busy = False
    assert await asyncio.gather(*waiting) == [200] * WAITING


async def test_a_school_behind_one_address_may_join_together() -> None:
    site = Site()
    for _ in range(ADDRESS[0]):
        assert await site.ask() == 200
    waiting = asyncio.create_task(site.ask())
    await asyncio.sleep(0)
    assert not waiting.done()
    assert await site.ask(address="10.0.0.2") == 200
    site.busy = False
    assert await waiting == 200


async def test_of_a_class_that_turns_the_page_a_few_pages_are_made_at_a_time() -> None:
    may_end, under_way = asyncio.Event(), 0

    async def pages(scope: Any, receive: Any, send: Any) -> None:
        nonlocal under_way
        under_way += 1
        await may_end.wait()

    patience = Patience(pages, lambda: False)

    def ask(path: str) -> asyncio.Task[None]:
        scope = {"type": "http", "path": path, "headers": [], "client": ("10.0.0.1", 1)}
        return asyncio.create_task(patience(scope, None, None))

    asked = [ask("/learn/pods/") for _ in range(LESSONS_AT_ONCE + 2)]
    await asyncio.sleep(0)
    assert under_way == LESSONS_AT_ONCE
    asked += [ask("/rooms/") for _ in range(PAGES_AT_ONCE + 2)]
    await asyncio.sleep(0)
    assert under_way == LESSONS_AT_ONCE + PAGES_AT_ONCE, "other pages are not held up by those"
    asked.append(ask("/healthz"))
    await asyncio.sleep(0)
    assert under_way == LESSONS_AT_ONCE + PAGES_AT_ONCE + 1, "whether the server is well is told at once"
    may_end.set()
    await asyncio.gather(*asked)
    assert under_way == len(asked)


async def test_a_page_of_a_cluster_waits_while_that_cluster_owes() -> None:
    site = Site()
    poor, rich = (Host(name, checkpoint.fork(seed=1), Journal(name)) for name in ("poor", "rich"))
    site.patience.host_of = {"poor": poor, "rich": rich}.get
    poor.deeds_purse.spend(1.0)
    waiting = asyncio.create_task(site.ask("ada", path="/c/poor/tree/"))
    await asyncio.sleep(0)
    assert await site.ask("ada", path="/c/rich/tree/") == 200
    assert not waiting.done()
    poor.earn(2.0)
    assert await waiting == 200


@pytest.mark.django_db(transaction=True)
def test_a_cluster_pays_for_its_pages() -> None:
    client = Client(headers={"host": "localhost"})
    cluster = client.post("/c/new/", {"preset": "bare"})["location"]
    host = registry.host_of(ClusterRecord.objects.get())
    client.get(cluster)
    balance_s = host.deeds_purse.balance_s
    assert client.get(f"{cluster}tree/").status_code == 200
    assert host.deeds_purse.balance_s < balance_s
