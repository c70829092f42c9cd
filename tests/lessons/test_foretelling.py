"""Predictions: equal clusters have one future, and it may be run beside the server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from clusterviz.live import registry
from clusterviz.models import ClusterRecord
from lessons import course_map, foretelling, futures
from lessons.models import Progress

pytestmark = pytest.mark.django_db(transaction=True)
COURSE = Path(__file__).parent / "course"
STEP = "/learn/every-block/questions/"


@pytest.fixture(autouse=True)
def with_the_course(settings: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.LESSONS = [str(COURSE)]  # type: ignore[attr-defined]
    monkeypatch.setattr(course_map, "_loaded", [])
    foretelling._told.clear()
    yield
    for record in ClusterRecord.objects.all():
        registry.forget(record.pk)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What came of each run, and whether it was run beside."""
    seen: list[tuple[str, bool]] = []
    really = futures.run

    def run(job: futures.Job) -> tuple[str, bool]:
        seen.append(really(job))
        return seen[-1]

    monkeypatch.setattr(futures, "run", run)
    return seen


def begin() -> tuple[Client, ClusterRecord]:
    visitor = Client(headers={"host": "localhost"})
    assert visitor.get(STEP).status_code == 200
    record = ClusterRecord.objects.order_by("-created").first()
    assert record is not None
    return visitor, record


def bet(visitor: Client) -> str:
    answer = visitor.post(f"{STEP}bet/", {"id": "which", "answer": "node-1"}, headers={"hx-request": "true"})
    assert answer.status_code == 200
    progress = Progress.objects.order_by("-updated").first()
    assert progress is not None
    return str(progress.steps["questions"]["futures"]["which"])


def born_together(*records: ClusterRecord) -> None:
    """Clusters made in different minutes are not equal: these tests may run around a full one."""
    assert len({(record.preset, record.seed) for record in records}) == 1
    if len({record.epoch_ms for record in records}) > 1:
        pytest.skip("a minute has ended between the two")


def test_a_class_that_bets_on_the_first_step_runs_its_future_once(runs: list[tuple[str, bool]]) -> None:
    (one, first), (other, second) = begin(), begin()
    born_together(first, second)
    told = bet(one)
    assert [(told, False)] == runs
    assert bet(other) == told
    assert len(runs) == 1


def test_who_asks_for_a_future_that_is_being_run_waits_for_that_one(monkeypatch: pytest.MonkeyPatch) -> None:
    (one, first), (other, second) = begin(), begin()
    born_together(first, second)
    ran: list[futures.Job] = []
    meanwhile: list[Future[str]] = []

    def bets(visitor: Client) -> str:
        try:
            visitor.post(f"{STEP}bet/", {"id": "which", "answer": "node-1"}, headers={"hx-request": "true"})
            record = ClusterRecord.objects.get(owner=visitor.session["visitor"])
            return str(Progress.objects.get(cluster=record.pk).steps["questions"]["futures"]["which"])
        finally:
            connection.close()

    def run(job: futures.Job) -> tuple[str, bool]:
        ran.append(job)
        meanwhile.append(threads.submit(bets, other))
        while 2 not in foretelling._asked.wanted.values() and not meanwhile[0].done():
            time.sleep(0.01)
        return "node-2", True

    monkeypatch.setattr(futures, "run", run)
    with ThreadPoolExecutor(1) as threads:
        assert bets(one) == "node-2"
        assert meanwhile[0].result(20) == "node-2"
    assert len(ran) == 1
    assert foretelling._asked.wanted == {}


def test_who_did_something_before_has_a_future_of_their_own(runs: list[tuple[str, bool]]) -> None:
    (one, first), (other, second) = begin(), begin()
    born_together(first, second)
    bet(one)
    registry.host_of(second).run("kubectl cordon node-1 node-2", wait=False)
    assert bet(other) == "node-3"
    assert len(runs) == 2


def test_so_has_one_for_whom_time_went_on(runs: list[tuple[str, bool]]) -> None:
    (one, first), (other, second) = begin(), begin()
    born_together(first, second)
    bet(one)
    registry.host_of(second).skip(1)
    bet(other)
    assert len(runs) == 2


def test_a_future_run_beside_the_server_is_the_same_and_one_that_died_there_is_run_here(
    runs: list[tuple[str, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, _record = begin()
    told = bet(visitor)
    monkeypatch.setattr(futures, "_wanted", True)
    foretelling._told.clear()
    other, _ = begin()
    assert bet(other) == told
    assert runs[-1] == (told, True)
    line = futures._line
    assert line is not None
    line.close()  # as if it had died: nothing comes through any more
    foretelling._told.clear()
    third, _ = begin()
    assert bet(third) == told
    assert runs[-1] == (told, False)
    fourth, _ = begin()
    foretelling._told.clear()
    assert bet(fourth) == told
    assert runs[-1] == (told, True), "the next one finds a new process"
    assert futures._line is not None
    futures._line.close()
    monkeypatch.setattr(futures, "_line", None)
