"""A full disk, a torn image, a journal that is cut short: a real server survives each of them, and says so clearly."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from clusterviz.live.consumer import ENDS_EARLY
from clusterviz.live.journal import UNWRITTEN

from .judge import Judge
from .pokers import Crowd
from .processes import Server
from .test_kills import judged

pytestmark = pytest.mark.slow
FRAME_BYTES = 4096 + 24  # of SQLite's write-ahead log: a page, and what stands before it
POKES = "SELECT count(*) FROM clusterviz_poke"


@asynccontextmanager
async def served(folder: Path, learners: int = 2) -> AsyncIterator[tuple[Server, Crowd]]:
    """A server, and learners who sit at it."""
    server = Server(folder)
    server.migrate()
    server.start()
    await asyncio.to_thread(server.wait)
    crowd = Crowd(server.url, learners, seed=5)
    try:
        await crowd.arrive()
        yield server, crowd
    finally:
        await crowd.leave()
        server.kill()


async def again(server: Server, crowd: Crowd) -> None:
    server.start()
    await asyncio.to_thread(server.wait)
    await crowd.are_back()


def ask(file: Path, question: str, *values: Any) -> Any:
    with closing(sqlite3.connect(file)) as database, database:
        return database.execute(question, values).fetchone()


async def test_a_full_disk_refuses_what_it_cannot_keep_and_keeps_what_it_took(
    tmp_path: Path, django_db_blocker: Any
) -> None:
    async with served(tmp_path) as (server, crowd):
        async with crowd.poking():
            await crowd.told_more(2)
            server.largest_file(len(server.log) + 70_000)
            await crowd.until(lambda poker: UNWRITTEN in poker.seen.sentences, "a poke is refused")
        one = crowd.pokers[0]
        page = await one.door.get(f"/c/{one.cluster}/tree/")
        assert page.status == 200, "it can be looked at"
        server.kill()
        assert "was refused, as it cannot be written" in server.log
        await again(server, crowd)
        async with crowd.poking():
            await crowd.told_more(2)
            server.largest_file(len(server.log) + 70_000)
            for poker in crowd.pokers:
                poker.seen.sentences.clear()
            await crowd.until(lambda poker: UNWRITTEN in poker.seen.sentences, "a poke is refused")
            server.largest_file(-1)  # somebody made room
            await crowd.told_more(3)
        server.kill()
        wrong = await asyncio.to_thread(judged, Judge(), crowd, tmp_path, django_db_blocker.unblock())
        assert wrong == []


async def test_a_torn_image_is_passed_by_and_the_log_says_so(tmp_path: Path, django_db_blocker: Any) -> None:
    async with served(tmp_path) as (server, crowd):
        async with crowd.poking():
            await crowd.told_more(4)
        server.stop()  # it stores an image of each cluster
        await again(server, crowd)
        async with crowd.poking():
            await crowd.told_more(2)
        server.kill()
        file = tmp_path / "db.sqlite3"
        torn, data = ask(file, "SELECT id, data FROM clusterviz_image ORDER BY id DESC")
        ask(file, "UPDATE clusterviz_image SET data = ? WHERE id = ?", data[: len(data) // 2], torn)
        await again(server, crowd)
        async with crowd.poking():
            await crowd.told_more(1)
        server.kill()
        wrong = await asyncio.to_thread(judged, Judge(), crowd, tmp_path, django_db_blocker.unblock())
        assert wrong == []
        assert "is not signed by this site, and is not read" in server.log


async def test_a_journal_that_is_cut_short_is_followed_to_its_end_and_its_learner_is_told(
    tmp_path: Path, django_db_blocker: Any
) -> None:
    async with served(tmp_path, learners=1) as (server, crowd):
        async with crowd.poking():
            await crowd.told_more(6)
        server.kill()
        file, log = tmp_path / "db.sqlite3", tmp_path / "db.sqlite3-wal"
        before = cut = log.stat().st_size
        there = pokes_with(file, before, tmp_path)
        while pokes_with(file, cut, tmp_path) == there:
            cut -= FRAME_BYTES
            assert cut > 0, "no poke stands in the write-ahead log"
        os.truncate(log, cut + FRAME_BYTES // 2)  # in the middle of what was being written
        await again(server, crowd)
        one = crowd.pokers[0]
        one.told.pokes = 0
        one.seen.acknowledged.clear()  # what is gone, is gone
        async with crowd.poking():
            await crowd.told_more(2)
        assert ENDS_EARLY in one.seen.sentences
        assert "ends before what its page has seen" in server.log
        server.kill()
        wrong = await asyncio.to_thread(judged, Judge(), crowd, tmp_path, django_db_blocker.unblock())
        assert wrong == []


def pokes_with(file: Path, size: int, folder: Path) -> int:
    """How many pokes SQLite finds when the log of what was written last has this size."""
    trial = folder / "trial.sqlite3"
    shutil.copy(file, trial)
    shutil.copy(f"{file}-wal", f"{trial}-wal")
    os.truncate(f"{trial}-wal", size)
    return int(ask(trial, POKES)[0])
