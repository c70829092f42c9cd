"""Garbage: a look through everything comes when somebody says so, and never by itself."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections import Counter
from collections.abc import Iterator

import pytest

from clusterviz.cluster import checkpoint
from clusterviz.live import garbage


class Knot:
    """Holds itself."""

    def __init__(self) -> None:
        self.itself = self


def knot() -> weakref.ref[Knot]:
    return weakref.ref(Knot())


@pytest.fixture(autouse=True)
def nobody_else_looks() -> Iterator[None]:
    garbage.collect()
    gc.disable()
    yield
    gc.enable()


def test_much_that_was_dropped_is_looked_for_at_once_and_little_when_nobody_waits() -> None:
    left = knot()
    for _ in range(garbage.DROPPED_AT_MOST - 1):
        garbage.dropped()
    assert left() is not None
    garbage.dropped()
    assert left() is None
    left = knot()
    garbage.collect()
    assert left() is not None, "nothing was dropped since the last time"
    garbage.dropped()
    garbage.collect()
    assert left() is None


def test_a_cluster_that_was_dropped_comes_apart_a_while_later_and_others_are_none_the_worse() -> None:
    def in_memory() -> Counter[str]:
        return Counter(type(thing).__name__ for thing in gc.get_objects())

    while garbage.sweep(after_s=0):
        pass
    other = checkpoint.fork(seed=2)
    other.run_for(5_000)
    before = in_memory()
    cluster = checkpoint.fork(seed=1)
    cluster.run_for(5_000)
    with_it = in_memory()
    parts = [weakref.ref(cluster), weakref.ref(cluster.trace)]
    garbage.dropped(cluster)
    assert garbage.sweep(after_s=3600) == 0, "somebody may still have it"
    assert garbage.sweep(after_s=0) == 1
    del cluster
    assert [part() for part in parts] == [None, None], "no look through everything was needed"
    after = in_memory()
    for kind in ("Alarm", "Client", "Stream", "Watch"):
        own, left = with_it[kind] - before[kind], after[kind] - before[kind]
        assert own > 10, kind
        assert left <= own / 5, kind
    again = checkpoint.fork(seed=2)
    again.run_for(5_000)
    assert other.trace.digest() == again.trace.digest()
    for one in (other, again):
        one.run_for(60_000)
    assert other.trace.digest() == again.trace.digest()


def test_a_server_looks_through_everything_only_when_it_says_so() -> None:
    """In a process of its own: the setting would stay."""
    program = (
        "import gc\nfrom clusterviz.live import garbage\ngarbage.begin()\n"
        "before = gc.get_stats()[2]['collections']\n"
        "kept = [[[]] for _ in range(300_000)]\n"
        "print(gc.get_stats()[1]['collections'] > 0, gc.get_stats()[2]['collections'] - before, gc.get_freeze_count() > 0)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told.split() == ["True", "0", "True"]


def test_an_image_is_read_without_a_look_for_garbage_and_looking_goes_on_afterwards() -> None:
    image = checkpoint.image(checkpoint.fork(seed=1))
    gc.enable()
    before = sum(generation["collections"] for generation in gc.get_stats())
    cluster = checkpoint.restore(image)
    assert sum(generation["collections"] for generation in gc.get_stats()) - before <= 2, "one at each end, at most"
    assert gc.isenabled()
    with pytest.raises(checkpoint.ImageError):
        checkpoint.restore(image[:1000])
    assert gc.isenabled()
    assert cluster.now_ms > 0
