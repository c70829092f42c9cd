"""The driver: each cluster has its slice, and one that wants more slows only itself."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from clusterviz.cluster import checkpoint
from clusterviz.cluster.machinery.virtual_time import Clock
from clusterviz.cluster.recording import RecordedPoke
from clusterviz.live.driver import SLICE_S, Driver
from clusterviz.live.host import Host
from clusterviz.live.journal import Journal


class Forgetful(Journal):
    """A journal that keeps nothing: these tests need no database."""

    def write(self, poke: RecordedPoke, digest: str = "") -> None:
        self.pokes += 1


class Busy:
    """Something that takes a millisecond of real time in every millisecond of virtual time."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def work(self) -> None:
        time.sleep(0.001)
        self.clock.schedule(1, self.work)


def hosted(name: str, pace: str) -> Host:
    return Host(name, checkpoint.fork(seed=1), Forgetful(name), pace)


def remember_nothing(hosts: list[Host], spare_s: float) -> None:
    pass


async def test_one_that_wants_all_the_time_slows_only_itself() -> None:
    greedy, modest = hosted("greedy", "60"), hosted("modest", "1")
    greedy.cluster.clock.schedule(0, Busy(greedy.cluster.clock).work)
    driver = Driver(remember_nothing)
    driver.awake = {"greedy": greedy, "modest": modest}
    began_ms = greedy.playhead.at_ms, modest.playhead.at_ms
    for _ in range(10):
        greedy.used_at_s = modest.used_at_s = time.monotonic()
        await driver.tick(50)
    assert modest.playhead.at_ms - began_ms[1] == pytest.approx(500)
    assert 0 < greedy.playhead.at_ms - began_ms[0] < 500 * 60 / 10


async def test_many_that_want_all_the_time_share_it() -> None:
    hosts = [hosted(str(number), "60") for number in range(4)]
    for host in hosts:
        host.cluster.clock.schedule(0, Busy(host.cluster.clock).work)
    driver = Driver(remember_nothing)
    driver.awake = {host.id: host for host in hosts}
    began_ms = [host.playhead.at_ms for host in hosts]
    for _ in range(12):
        for host in hosts:
            host.used_at_s = time.monotonic()
        await driver.tick(50)
    went_ms = [host.playhead.at_ms - began for host, began in zip(hosts, began_ms, strict=True)]
    assert min(went_ms) > 0
    assert max(went_ms) < 3 * min(went_ms), went_ms


def test_a_slice_ends_when_it_should() -> None:
    host = hosted("greedy", "60")
    host.cluster.clock.schedule(0, Busy(host.cluster.clock).work)
    began_s = time.perf_counter()
    left_ms = host.advance(1_000, began_s + SLICE_S)
    assert time.perf_counter() - began_s < 10 * SLICE_S
    assert left_ms > 500


async def test_a_cluster_that_a_request_holds_waits_and_holds_up_nobody() -> None:
    held, free = hosted("held", "1"), hosted("free", "1")
    driver = Driver(remember_nothing)
    driver.awake = {"held": held, "free": free}
    at_ms = held.playhead.at_ms, free.playhead.at_ms
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with held.lock:
            taken.set()
            done.wait(5)

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait(5)
    await driver.tick(50)
    done.set()
    holder.join()
    assert (held.playhead.at_ms, free.playhead.at_ms) == (at_ms[0], at_ms[1] + 50)


def test_subscribers_hear_every_record_once_and_in_order() -> None:
    host = hosted("heard", "60")
    heard: list[int] = []

    def listen(of: Host, records: list[object]) -> None:
        assert of is host
        heard.extend(record.id for record in records)  # type: ignore[attr-defined]

    host.subscribe(listen)  # type: ignore[arg-type]
    host.run("kubectl create configmap settings")
    for _ in range(40):
        host.advance(50, float("inf"))
        host.frame()
    assert heard == list(range(heard[0], heard[0] + len(heard)))
    assert len(heard) > 10


def test_what_others_add_to_frames_is_sent_when_it_changes() -> None:
    host = hosted("extra", "paused")
    host.frame()
    assert host.frame() is None
    host.frame_extra["lesson"] = {"step": "one", "version": 1}
    made = host.frame()
    assert made is not None
    assert '"lesson":{"step":"one","version":1}' in made[1]
    assert host.frame() is None


async def test_all_that_is_being_stored_is_waited_for_at_the_end() -> None:
    begun, ended = [], []
    begins, may_end = threading.Semaphore(0), threading.Event()

    def store(hosts: list[Host], spare_s: float) -> None:
        begun.append([host.id for host in hosts])
        begins.release()
        may_end.wait(10)
        ended.append([host.id for host in hosts])

    driver = Driver(store)
    driver.wake(hosted("busy", "1"))
    for name in ("one", "two"):
        lonely = hosted(name, "1")
        lonely.used_at_s -= 100
        driver.awake[name] = lonely
        await driver.tick(1)
    for _ in range(2):
        await asyncio.to_thread(begins.acquire)
    asyncio.get_running_loop().call_later(0.1, may_end.set)
    await driver.stop()
    assert sorted(ended) == sorted(begun)
    assert ["one"] in ended
    assert ["two"] in ended
