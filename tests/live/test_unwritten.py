"""When nothing can be written down, nothing happens: a full disk, a database that is away, a journal with a hole."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from clusterviz.live import counters, journal, registry
from clusterviz.live.host import READONLY
from clusterviz.live.journal import UnwrittenError
from clusterviz.models import ClusterRecord, Image, Poke
from tests.live.conftest import visit
from tests.live.test_journal import killed, play, state

MORE = "kubectl create configmap more --from-literal=a=" + "x" * 4000


@pytest.fixture
def record(client: Client, transactional_db: None) -> ClusterRecord:
    from clusterviz.live import visitor

    return visitor.create(visit(client), "sandbox", seed=7)


def fill_the_disk() -> None:
    """SQLite gets no further page, as on a disk that is full."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count={pages}")


def make_room() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count=1000000")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite only")
def test_on_a_full_disk_nothing_is_acknowledged_and_nothing_lost(
    record: ClusterRecord, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    host = registry.host_of(record)
    host.set_pace("paused")
    host.run("kubectl create configmap one")
    acknowledged = 1
    fill_the_disk()
    try:
        refused = ""
        while not refused and acknowledged < 100:
            try:
                host.run(f"{MORE} --dry-run=client -l n={acknowledged}")
                acknowledged += 1
            except UnwrittenError as error:
                refused = error.sentence
        assert "What you did before is safe" in refused
        before = state(host)
        assert not registry._stored(host, image=True)
        made = host.frame()
        assert made is not None
        assert READONLY in made[1]
        assert client.get(f"/c/{record.pk}/tree/").status_code == 200, "it can be looked at"
        answer = client.post(f"/c/{record.pk}/run", {"line": MORE})
        assert answer.status_code == 503
        assert "its disk is full" in answer.content.decode()
        assert state(host) == before
    finally:
        make_room()
    assert "as it cannot be written: database or disk is full" in caplog.text
    host.run("kubectl create configmap two")
    assert registry._stored(host, image=False)
    made = host.frame()
    assert made is not None
    assert READONLY not in made[1], "it is over"
    after = state(host)
    killed()
    again = registry.host_of(ClusterRecord.objects.get())
    assert state(again) == after
    assert [poke.number for poke in Poke.objects.all()] == list(range(1, acknowledged + 2))


def test_a_poke_that_may_have_been_written_though_we_were_told_that_it_was_not_does_not_happen_twice(
    record: ClusterRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = registry.host_of(record)
    host.set_pace("paused")
    insert = journal.insert_if_owned

    def torn(*row: Any) -> None:
        insert(*row)  # the database has it; the answer is lost on the way
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patched:
        patched.setattr(journal, "insert_if_owned", torn)
        with pytest.raises(UnwrittenError):
            host.run("kubectl create configmap never")
    assert Poke.objects.count() == 1
    host.run("kubectl create configmap one")
    assert [poke.content["line"] for poke in Poke.objects.all()] == ["kubectl create configmap one"]
    killed()
    again = registry.host_of(ClusterRecord.objects.get())
    again.set_pace("1")
    play(again, 1_000)
    assert state(again)[3] == ["kube-root-ca.crt", "one"]


def test_a_journal_with_a_hole_is_followed_up_to_the_hole_and_the_page_says_so(
    record: ClusterRecord, caplog: pytest.LogCaptureFixture
) -> None:
    host = registry.host_of(record)
    host.set_pace("paused")
    for name in ("one", "two", "three"):
        host.run(f"kubectl create configmap {name}")
    Poke.objects.filter(number=2).delete()
    killed()
    again = registry.host_of(ClusterRecord.objects.get())
    assert again.broken
    assert "poke 2 is missing in its journal" in caplog.text
    assert "three" not in state(again)[3]


def test_a_torn_image_is_passed_by(record: ClusterRecord, caplog: pytest.LogCaptureFixture) -> None:
    host = registry.host_of(record)
    host.set_pace("paused")
    host.run("kubectl create configmap one")
    registry._write(host, image=True)
    host.work_s = 1.0
    registry._write(host, image=True)
    before = state(host)
    latest = Image.objects.order_by("-id")[0]
    Image.objects.filter(pk=latest.pk).update(data=bytes(latest.data)[: len(latest.data) // 2])
    killed()
    assert state(registry.host_of(ClusterRecord.objects.get())) == before
    assert "is not signed by this site, and is not read" in caplog.text


def test_a_replay_that_comes_to_another_state_is_noticed(
    record: ClusterRecord, caplog: pytest.LogCaptureFixture
) -> None:
    host = registry.host_of(record)
    host.set_pace("paused")
    host.run("kubectl create configmap one")
    host.run("kubectl create configmap two")
    diverged = counters._counts["diverged_total"]
    killed()
    registry.host_of(ClusterRecord.objects.get())
    assert counters._counts["diverged_total"] == diverged
    Poke.objects.filter(number=2).update(digest="0" * 32)
    killed()
    registry.host_of(ClusterRecord.objects.get())
    assert counters._counts["diverged_total"] == diverged + 1
    assert "comes to another state before its poke 2 than it did then" in caplog.text
