"""Fairness: on a busy server, who used more than their share waits; with time to spare nobody does."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from typing import Any

import pytest

from clusterviz.cluster import checkpoint
from clusterviz.cluster.recording import RecordedPoke
from clusterviz.live import driver as driving
from clusterviz.live import registry
from clusterviz.live.driver import Driver
from clusterviz.live.fairness import BEGINS_S, BESIDE, BUSY, FULL, LEAST_SHARE, QUEUED, SHARE, Load, Purse
from clusterviz.live.host import Host
from clusterviz.live.journal import Journal
from clusterviz.live.limits import Bucket, LimitError

from .conftest import Viewer


class Forgetful(Journal):
    """A journal that keeps nothing: these tests need no database."""

    def write(self, poke: RecordedPoke, digest: str = "") -> None:
        self.pokes += 1


def busy(load: Load) -> None:
    load.cores = 100.0  # of which one tick forgets a tenth


def test_a_purse_keeps_a_rush_and_forgives_what_is_beyond_its_debt() -> None:
    purse = Purse(rush_s=0.5, debt_s=1.0)
    assert purse.balance_s == BEGINS_S
    purse.earn(5)
    assert (purse.balance_s, purse.empty) == (0.5, False)
    purse.spend(5)
    assert (purse.balance_s, purse.empty) == (-1.0, True)
    purse.earn(1.0)
    assert purse.empty, "what it owed is paid, and no more"
    purse.earn(0.01)
    assert not purse.empty


def test_the_load_follows_what_is_computed() -> None:
    load = Load()
    for _ in range(50):
        load.note(0.04, 0.05, 0.05)
    assert load.cores == pytest.approx(0.8, abs=0.01)
    assert load.busy is (BUSY < 0.8)
    for _ in range(50):
        load.note(0.005, 0.05, 0.05)
    assert not load.busy
    for _ in range(50):
        load.note(0.005, 0.2, 0.05)  # it hardly computes, as it hardly gets to: the machine has other work
    assert load.busy


def test_who_talks_too_fast_is_heard_more_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 100.0
    monkeypatch.setattr("clusterviz.live.limits.time.monotonic", lambda: now_s)
    talk = Bucket(per_s=10, at_once=2)
    assert [talk.turn_s() for _ in range(4)] == pytest.approx([0, 0, 0.1, 0.2])
    now_s += 0.2
    assert talk.turn_s() == pytest.approx(0.1), "what it waited for is there, and used up"
    now_s += 10
    assert talk.turn_s() == 0


def test_what_others_need_is_left_to_them() -> None:
    load = Load()
    assert load.share == SHARE
    for _ in range(100):
        load.note(0.04, 0.05, 0.05, here_s=0.03, clusters_s=0.02)
    others = (0.03 - 0.02 + (0.04 - 0.03) * BESIDE) / 0.05
    assert load.share == pytest.approx(FULL - others, abs=0.01)
    for _ in range(100):
        load.note(0.05, 0.05, 0.05, here_s=0.05, clusters_s=0.0)
    assert load.share == LEAST_SHARE, "time does not stand still for anybody"


async def test_what_is_refused_is_paid_for_too_and_is_no_error_of_ours_where_the_viewer_has_left(
    viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaints: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, told: complaints.append(told["message"]))
    await viewer.hello()
    host = registry.running(viewer.record.pk)
    assert host is not None
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()
    paid: list[float] = []
    monkeypatch.setattr(host.deeds_purse, "spend", paid.append)

    def refuse(*args: Any) -> None:
        begun.set()
        may_end.wait(10)
        ended.set()
        raise LimitError("not like this")

    monkeypatch.setattr(host, "interrupt", refuse)
    may_end.set()
    await viewer.say(do="interrupt", id=1)
    heard = await viewer.hear_until(lambda message: "refused" in message)
    assert heard[-1]["refused"] == "not like this"
    assert paid
    for event in (begun, may_end, ended):
        event.clear()
    await viewer.say(do="interrupt", id=1)
    await asyncio.to_thread(begun.wait, 10)
    await viewer.leave()
    may_end.set()
    await asyncio.to_thread(ended.wait, 10)
    await asyncio.to_thread(gc.collect)  # a future that nobody asked complains when it goes
    await asyncio.sleep(0)
    gc.collect()
    assert complaints == []


async def test_on_a_busy_server_time_goes_on_only_for_those_who_have_something_left() -> None:
    hosts = {name: Host(name, checkpoint.fork(seed=1), Forgetful(name), "1") for name in ("greedy", "modest")}
    driver = Driver(lambda hosts, spare_s: None)
    driver.awake = dict(hosts)
    busy(driver.load)
    hosts["greedy"].time_purse.spend(1)
    began_ms = {name: host.playhead.at_ms for name, host in hosts.items()}

    def went_ms(name: str) -> float:
        return hosts[name].playhead.at_ms - began_ms[name]

    for _ in range(2):
        for host in hosts.values():
            host.used_at_s = time.monotonic()
        await driver.tick(50)
    assert (went_ms("greedy"), went_ms("modest")) == (0, 50), "little happens there: each had its turn once"
    driver.load = Load()
    await driver.tick(50)
    assert (went_ms("greedy"), went_ms("modest")) == (100, 150), "what passed since then is not lost"


async def test_who_let_time_race_by_still_has_an_answer_at_once() -> None:
    host = Host("racer", checkpoint.fork(seed=1), Forgetful("racer"), "60")
    driver = Driver(lambda hosts, spare_s: None)
    driver.awake = {host.id: host}
    busy(driver.load)
    host.time_purse.spend(1)
    run = host.run("kubectl get nodes")
    for _ in range(20):
        busy(driver.load)
        host.used_at_s = time.monotonic()
        await driver.tick(50)
    assert "node-1" in run.text
    answered_ms = host.playhead.at_ms
    host.time_purse.spend(1)
    await driver.tick(50)
    assert host.playhead.at_ms == answered_ms, "that was for the answer; its time is still to be paid for"


async def test_a_command_of_one_who_is_in_debt_waits_and_the_socket_goes_on_listening(
    viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await viewer.hello()
    host = registry.running(viewer.record.pk)
    assert host is not None
    monkeypatch.setattr(host.deeds_purse, "earn", lambda seconds: None)
    monkeypatch.setattr(Load, "busy", True)
    host.deeds_purse.spend(1)
    host.commands = Bucket(at_once=10 * QUEUED)
    for number in range(1, QUEUED + 2):
        await viewer.say(do="run", line="kubectl get nodes", id=number)
    heard = await viewer.hear_until(lambda message: "refused" in message)
    assert heard[-1]["refused"].startswith(f"{QUEUED} commands of yours wait already.")
    assert host.journal.pokes == 0
    monkeypatch.setattr(Load, "busy", False)

    def answered(message: dict[str, Any]) -> bool:
        return any(part["id"] == 1 for part in message.get("output", ()))

    await viewer.hear_until(answered)
    assert host.journal.pokes > 0
    assert driving.driver().awake
