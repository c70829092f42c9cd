"""kill -9 at random moments under load: after each restart every acknowledged poke is there, and every digest equal.

KILLS=100 kills so often; without it, a few times.
"""

from __future__ import annotations

import asyncio
import os
import random
from pathlib import Path
from typing import Any

import pytest

from .judge import Judge, copied, reading
from .pokers import Crowd
from .processes import PATIENCE_S, Server

pytestmark = pytest.mark.slow
KILLS = int(os.environ.get("KILLS", "6"))
SEED = int(os.environ.get("KILLS_SEED", "1"))
LEARNERS = 4


def judged(judge: Judge, crowd: Crowd, folder: Path, unblock: Any) -> list[str]:
    """The database as the killed server left it."""
    with unblock, copied(folder / "db.sqlite3") as url, reading(url):
        return judge.judge(crowd.pokers)


async def test_whatever_was_acknowledged_before_a_kill_is_there_after_it(
    tmp_path: Path, django_db_blocker: Any
) -> None:
    chance, judge, server = random.Random(SEED), Judge(), Server(tmp_path)
    server.migrate()
    server.start()
    crowd = Crowd(server.url, LEARNERS, SEED)
    back_s: list[float] = []
    try:
        await asyncio.to_thread(server.wait)
        await crowd.arrive()
        async with crowd.poking():
            for number in range(1, KILLS + 1):
                if chance.random() < 0.25:
                    await asyncio.sleep(chance.uniform(0, 1))  # in the middle of the rush after a start
                else:
                    await crowd.told_more(chance.randint(1, 4))
                    await asyncio.sleep(chance.uniform(0, 1.5))
                server.kill()
                wrong = await asyncio.to_thread(judged, judge, crowd, tmp_path, django_db_blocker.unblock())
                assert wrong == [], f"after kill {number} of seed {SEED}"
                server.start()
                if chance.random() < 0.1:
                    await asyncio.sleep(chance.uniform(0, 3))
                    server.kill()  # it has hardly begun
                    server.start()
                await asyncio.to_thread(server.wait)
                back_s.append(await crowd.are_back(PATIENCE_S))
                if number % 10 == 0:
                    print(f"\n{number} kills so far, {judge.digests} digests compared", flush=True)
            await crowd.told_more(1)
    finally:
        await crowd.leave()
        server.kill()
    wrong = await asyncio.to_thread(judged, judge, crowd, tmp_path, django_db_blocker.unblock())
    assert wrong == []
    acknowledged = sum(len(poker.acknowledged) for poker in crowd.pokers)
    assert acknowledged > KILLS
    assert [poker.backwards for poker in crowd.pokers] == [[]] * LEARNERS, "a frame knew less than an earlier one"
    assert "comes to another state" not in server.log
    print(
        f"\n{KILLS} kills, {acknowledged} acknowledged lines, {judge.digests} digests compared, "
        f"slowest back {max(back_s):.1f} s after the server answered"
    )
