"""One owner: who claims a cluster has it alone, and what an earlier owner still writes hits no row."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client

from clusterviz.live import errands, limits, ownership, registry, visitor
from clusterviz.live import host as hosting
from clusterviz.live.ownership import HeldElsewhere, Lost
from clusterviz.models import ClusterRecord, Errand, Image, Poke, Process
from tests.live.test_journal import killed, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """This process is one of several."""
    monkeypatch.setattr(ownership, "_begin_to_beat", lambda: ownership.beat())
    monkeypatch.setattr(ownership, "NAME", "one")
    monkeypatch.setattr(ownership, "SILENT_S", 3600.0)  # the machine may be busy
    return monkeypatch


def test_what_a_live_process_owns_no_other_can_claim(record: ClusterRecord, named: pytest.MonkeyPatch) -> None:
    assert ownership.claim(record.pk) == 1
    named.setattr(ownership, "NAME", "two")
    with pytest.raises(HeldElsewhere):
        ownership.claim(record.pk)
    Process.objects.filter(name="one").update(seen=Now() - timedelta(seconds=ownership.SILENT_S + 1))
    assert ownership.claim(record.pk) == 2
    ownership.release(record.pk, 2)
    named.setattr(ownership, "NAME", "one")
    assert ownership.claim(record.pk) == 3


def test_an_owner_that_was_released_by_another_number_keeps_nothing(record: ClusterRecord) -> None:
    ownership.claim(record.pk)
    ownership.claim(record.pk)
    row = Poke(cluster=record, number=1, fired=0, at_ms=0, who="you", what="run", content={"line": "ls 100%"})
    with pytest.raises(Lost):
        ownership.insert_if_owned(row, record.pk, 1)
    assert not Poke.objects.exists()
    ownership.insert_if_owned(row, record.pk, 2)
    assert Poke.objects.get().content == row.content


def test_no_write_of_a_stale_owner_lands(record: ClusterRecord) -> None:
    stale = registry.host_of(record)
    stale.set_pace("paused")
    stale.run("kubectl create configmap before")
    killed()  # the process was stopped; another one takes over
    fresh = registry.host_of(ClusterRecord.objects.get())
    fresh.set_pace("paused")
    fresh.run("kubectl create configmap after")
    before = ClusterRecord.objects.values().get(), list(Poke.objects.values())
    with pytest.raises(Lost):
        stale.run("kubectl create configmap late")
    stale.cluster.run_for(60_000)
    assert not registry._stored(stale, image=True)
    with pytest.raises(Lost):
        stale.journal.write_image(b"late", 9, [])
    assert stale.moved
    assert (ClusterRecord.objects.values().get(), list(Poke.objects.values())) == before
    assert not Image.objects.exists()
    assert [poke.held_epoch for poke in Poke.objects.all()] == [1, 2]


def test_a_request_to_a_process_that_was_taken_over_finds_the_cluster_as_it_is(
    record: ClusterRecord, named: pytest.MonkeyPatch
) -> None:
    stale = registry.host_of(record)
    stale.set_pace("paused")
    ownership.claim(record.pk)
    ownership.release(record.pk, 2)
    again = registry.host_of(ClusterRecord.objects.get())
    assert again is not stale
    assert stale.gone
    assert again.journal.epoch == 3


def test_a_cluster_that_is_elsewhere_is_answered_with_try_again(
    record: ClusterRecord, client: Client, named: pytest.MonkeyPatch
) -> None:
    ownership.claim(record.pk)
    named.setattr(ownership, "NAME", "two")
    answer = client.get(f"/c/{record.pk}/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "2"
    assert ownership.ELSEWHERE in answer.content.decode()


def test_a_process_that_ends_stores_everything_and_lets_go(
    record: ClusterRecord, named: pytest.MonkeyPatch, client: Client
) -> None:
    host = registry.host_of(record)
    host.set_pace("60")
    host.run("kubectl create deployment web --image=nginx")
    host.advance(2_000, float("inf"))
    before = state(host)
    try:
        registry.drain()
        assert client.get("/readyz").status_code == 503
        with pytest.raises(HeldElsewhere):
            registry.host_of(ClusterRecord.objects.get())
    finally:
        registry._leaving.clear()
    assert host.gone
    assert host.moved
    killed()
    named.setattr(ownership, "NAME", "two")
    assert state(registry.host_of(ClusterRecord.objects.get())) == before


def test_what_a_viewer_saw_before_a_kill_happens_again_to_the_event(
    record: ClusterRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosting, "CATCH_UP_WALL_S", 600.0)  # the machine may be busy
    host = registry.host_of(record)
    host.set_pace("60")
    host.run("kubectl create deployment web --image=nginx --replicas=2")
    for _ in range(40):
        host.advance(50, float("inf"))
    host.collect_unseen()
    seen, before = host.clock(), state(host)
    assert before[0] > Poke.objects.get().fired
    killed()
    again = registry.host_of(ClusterRecord.objects.get())
    assert state(again)[0] < before[0], "nothing was noted, so only the viewer knows"
    again.catch_up(seen["fired"], seen["at"], seen["pokes"])
    assert state(again) == before


@pytest.mark.parametrize("wrong", [{"pokes": 2}, {"at": 10_000_000.0}, {"fired": 0}])
def test_what_no_viewer_can_have_seen_does_not_happen(record: ClusterRecord, wrong: dict[str, float]) -> None:
    host = registry.host_of(record)
    host.run("kubectl create configmap one")
    clock = host.clock()
    claimed = {"fired": clock["fired"] + 50, "at": clock["at"] + 60_000, "pokes": 1} | wrong
    before = state(host)
    host.catch_up(int(claimed["fired"]), claimed["at"], int(claimed["pokes"]))
    assert state(host) == before


def test_what_another_process_wants_is_stored_and_handed_over(record: ClusterRecord, named: pytest.MonkeyPatch) -> None:
    host = registry.host_of(record)
    host.set_pace("paused")
    host.run("kubectl create configmap one")
    before = state(host)
    named.setattr(ownership, "NAME", "two")
    assert ownership.wanted() == []
    with pytest.raises(HeldElsewhere):
        ownership.claim(record.pk)
    assert ownership.wanted() == [], "it is not two's to give"
    named.setattr(ownership, "NAME", "one")
    assert ownership.wanted() == [record.pk]
    registry.hand_over(record.pk)
    assert ownership.wanted() == []
    assert host.moved
    with pytest.raises(limits.LimitError):
        host.run("kubectl create configmap late")
    named.setattr(ownership, "NAME", "two")
    assert state(registry.host_of(ClusterRecord.objects.get())) == before
    history = [(term.epoch, term.process, term.pokes, bool(term.released)) for term in record.ownerships.all()]
    assert history == [(1, "one", 0, True), (2, "two", 1, False)]


def test_what_a_process_held_before_it_was_started_anew_is_given_away_too(
    record: ClusterRecord, named: pytest.MonkeyPatch
) -> None:
    ownership.claim(record.pk)
    ClusterRecord.objects.update(wanted_by="two")
    registry.hand_over(record.pk)
    assert ClusterRecord.objects.get().held_by == ""


def test_the_history_of_owners_does_not_grow_for_ever(record: ClusterRecord, named: pytest.MonkeyPatch) -> None:
    named.setattr(ownership, "KEPT", 3)
    for _ in range(5):
        ownership.claim(record.pk)
    assert [term.epoch for term in record.ownerships.all()] == [3, 4, 5]


def test_a_process_that_has_long_been_dead_is_forgotten_and_what_it_held_is_free(
    record: ClusterRecord, named: pytest.MonkeyPatch
) -> None:
    named.setattr(ownership, "NAME", "two")
    ownership.claim(record.pk)
    named.setattr(ownership, "NAME", "one")
    ownership.beat()
    Process.objects.filter(name="two").update(seen=Now() - timedelta(hours=23))
    visitor.sweep()
    assert sorted(Process.objects.values_list("name", flat=True)) == ["one", "two"]
    Process.objects.filter(name="two").update(seen=Now() - timedelta(hours=25))
    visitor.sweep()
    assert list(Process.objects.values_list("name", flat=True)) == ["one"]
    assert ownership.claim(record.pk) == 2
    record.refresh_from_db()
    assert record.held_by == "one"


def test_a_request_that_came_by_chance_leaves_the_cluster_alone(record: ClusterRecord) -> None:
    came = ownership.ONLY_MINE.set(True)
    try:
        with pytest.raises(ownership.NotHere):
            registry.host_of(record)
        assert ClusterRecord.objects.get().held_epoch == 0
        ownership.ONLY_MINE.set(False)
        host = registry.host_of(record)
        ownership.ONLY_MINE.set(True)
        assert registry.host_of(ClusterRecord.objects.get()) is host, "what is here is served"
    finally:
        ownership.ONLY_MINE.reset(came)


def test_what_is_done_in_a_cluster_that_another_process_has_is_done_there(
    record: ClusterRecord, named: pytest.MonkeyPatch
) -> None:
    host = registry.host_of(record)
    registry._hosts.clear()  # this is another process now
    named.setattr(ownership, "NAME", "two")
    errands.poke(record, "component.stop", "kube-scheduler", "ada")
    errands.look()
    assert Errand.objects.count() == 1, "it is not for two to do"
    registry._hosts[record.pk] = host
    named.setattr(ownership, "NAME", "one")
    errands.look()
    assert not host.cluster.components["kube-scheduler"].running
    assert not Errand.objects.exists()
    poke = Poke.objects.get()
    assert (poke.who, poke.content["verb"]) == ("ada", "component.stop")


def test_an_errand_waits_for_a_cluster_that_sleeps_and_is_done_once(
    record: ClusterRecord, named: pytest.MonkeyPatch
) -> None:
    came = ownership.ONLY_MINE.set(True)
    errands.poke(record, "component.stop", "kube-scheduler", "ada")
    errands.poke(record, "component.stop", "kube-scheduler", "ada")  # a teacher who presses twice
    ownership.ONLY_MINE.reset(came)
    host = registry.host_of(ClusterRecord.objects.get())
    assert not host.cluster.components["kube-scheduler"].running
    assert not Errand.objects.exists()
    assert Poke.objects.count() == 1
