"""So many at once, and who is there already waits a little for those who come back."""

from __future__ import annotations

import asyncio

from clusterviz.live.at_once import at_once, crowded
from clusterviz.live.driver import ARRIVALS, SPARE_S, Driver
from clusterviz.live.fairness import LEAST_SHARE, SHARE


async def test_the_others_wait_in_order_and_each_kind_for_itself() -> None:
    order: list[int] = []
    may_go = asyncio.Event()

    async def go(number: int) -> None:
        async with at_once("kind", 2):
            order.append(number)
            await may_go.wait()

    going = [asyncio.create_task(go(number)) for number in range(4)]
    await asyncio.sleep(0)
    assert order == [0, 1]
    assert crowded("kind")
    assert not crowded("another")
    may_go.set()
    await asyncio.gather(*going)
    assert order == [0, 1, 2, 3]
    assert not crowded("kind")


async def test_while_clusters_are_brought_back_time_passes_slowly_and_no_image_is_made_that_only_may_be_useful() -> (
    None
):
    driver = Driver(lambda hosts, spare_s: None)
    assert (driver.share, driver.spare_s) == (SHARE, SPARE_S)
    driver.load.cores = 1.0
    assert driver.spare_s == 0
    driver.load.cores = 0.0
    async with at_once(ARRIVALS, 1):
        assert (driver.share, driver.spare_s) == (LEAST_SHARE, 0)
    assert (driver.share, driver.spare_s) == (SHARE, SPARE_S)
