"""What comes before a step is done once for all who begin it together; each then has a cluster of their own."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from clusterviz.cluster import checkpoint
from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.field_managers import with_json
from clusterviz.live import journal, ownership, registry, staged, visitor
from clusterviz.models import ClusterRecord
from lessons import beginning, staging
from lessons.course import playing, track
from lessons.course.lesson import Lesson
from lessons.models import Progress

LESSON = "four-of-three"


@pytest.fixture(autouse=True)
def nothing_staged(monkeypatch: pytest.MonkeyPatch) -> None:
    beginning._stages.clear()
    monkeypatch.setattr(beginning, "WORTH_S", 0.0)


@pytest.fixture
def set_up(monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[list[str]]:
    """In which clusters something was set up."""
    found: list[str] = []
    really = staging.set_up

    def noted(host: Any, step: Any, values: Any) -> None:
        found.append(host.id)
        really(host, step, values)

    monkeypatch.setattr(staging, "set_up", noted)
    yield found
    for record in ClusterRecord.objects.all():
        registry.forget(record.pk)


def begin(lesson: str = LESSON) -> ClusterRecord:
    """A learner opens it."""
    assert Client(headers={"host": "localhost"}).get(f"/learn/{lesson}/").status_code == 200
    return ClusterRecord.objects.latest("created")


def trail(record: ClusterRecord) -> list[Any]:
    return list(record.pokes.order_by("number").values_list(*staged.KEPT_OF_A_POKE))


def where(record: ClusterRecord) -> tuple[int, int, str]:
    cluster = registry.host_of(record).cluster
    return cluster.clock.fired, cluster.now_ms, cluster.trace.digest()


def test_it_is_set_up_once_and_both_stand_at_the_same_point(set_up: list[str]) -> None:
    first, second = begin(), begin()
    assert set_up == [first.pk]
    assert where(first) == where(second)
    assert trail(first) == trail(second) != []
    kept = Progress.objects.values_list("steps", flat=True)
    assert kept[0]["mend"]["moment"] == kept[1]["mend"]["moment"]
    assert registry.host_of(first).cluster is not registry.host_of(second).cluster


def test_what_one_does_is_not_done_to_the_other(set_up: list[str]) -> None:
    first, second = begin(), begin()
    before = where(second)
    host = registry.host_of(first)
    host.run_until_answered(host.run("kubectl delete deployment --all"))
    assert where(second) == before
    assert len(trail(first)) == len(trail(second)) + 1


def test_after_a_kill_it_is_set_up_again_from_the_journal_and_comes_to_the_same(set_up: list[str]) -> None:
    begin()
    second = begin()
    before = where(second)
    registry.store([registry.host_of(second)])
    second.refresh_from_db()
    assert (second.fired, second.at_ms) == before[:2]
    cluster, again, _, well, _, _ = journal.restore(second)
    assert well
    assert (cluster.clock.fired, cluster.now_ms, cluster.trace.digest()) == before
    assert again.pokes == len(trail(second))


def test_that_it_would_take_long_to_come_here_again_is_known(set_up: list[str]) -> None:
    begin()
    assert registry.host_of(begin()).work_s > 0.01


def test_who_comes_at_another_time_or_to_another_step_begins_from_nothing(
    set_up: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin()
    monkeypatch.setattr(visitor, "EPOCHS_EVERY_S", 1_000_000_000)
    later = begin()
    other = begin("always-restarting")
    assert set_up[1:] == [later.pk, other.pk]


def test_a_cluster_in_which_something_was_done_is_left_as_it_is(set_up: list[str]) -> None:
    first = begin()
    learner = Client(headers={"host": "localhost"})
    learner.get(f"/learn/{LESSON}/")
    second = ClusterRecord.objects.latest("created")
    Progress.objects.filter(cluster=second.pk).update(steps={})
    mark = registry.host_of(second)
    mark.run_until_answered(mark.run("kubectl create configmap mine"))
    registry._hosts.clear()
    assert learner.get(f"/learn/{LESSON}/").status_code == 200
    assert set_up == [first.pk, second.pk]
    assert any("configmap mine" in str(row) for row in trail(second))


def test_what_others_do_as_it_wakes_does_not_set_it_up_twice(
    set_up: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = begin()
    monkeypatch.setattr(ownership, "_begin_to_beat", ownership.beat)
    monkeypatch.setattr(ownership, "NAME", "one of two")
    monkeypatch.setattr(registry, "WOKEN", [lambda host: host.poke("node.off", "node-3", who="Ada")])
    second = begin()
    assert set_up == [first.pk]
    assert len(trail(second)) == len(trail(first)) + 1


def test_no_more_are_kept_than_there_is_room_for(set_up: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginning, "KEPT", 1)
    for lesson in (LESSON, "always-restarting", LESSON):
        begin(lesson)
    assert len(set_up) == 3
    assert len(beginning._stages) == 1


def solved(lesson: Lesson, cluster: Cluster) -> str:
    """What the lesson's own solutions come to in this cluster, at whose first step it stands."""
    values = {name: choices[0] for name, choices in lesson.vars.items()}
    for number, step in enumerate(lesson.steps):
        if number:
            playing.set_up(step, cluster, values)
        walk = playing.Walk(step, cluster, values, {}, judging=False)
        for line in step.solution:
            walk.run(line)
    return cluster.trace.digest()


def set_up_lessons() -> list[Lesson]:
    return [lesson for lesson in track.load().lessons.values() if lesson.steps[0].before]


@pytest.mark.slow
@pytest.mark.parametrize("lesson", set_up_lessons(), ids=lambda lesson: lesson.id)
def test_in_a_copy_everything_goes_on_as_in_the_first_and_nothing_that_is_shared_changes(lesson: Lesson) -> None:
    values = {name: choices[0] for name, choices in lesson.vars.items()}
    first = checkpoint.fork(lesson.setting.preset, lesson.setting.seed, nodes=lesson.setting.nodes)
    playing.set_up(lesson.steps[0], first, values)
    stage = checkpoint.stage(first)
    for thing in stage.shared:
        with_json(thing)  # who owns which field is found out when somebody asks: now
    shared = pickle.dumps(stage.shared)
    ends = [solved(lesson, first), solved(lesson, checkpoint.enter(stage)), solved(lesson, checkpoint.enter(stage))]
    assert ends[0] == ends[1] == ends[2]
    assert pickle.dumps(stage.shared) == shared
