"""Grades reach the platform, now or later; the learner never waits for it."""

from __future__ import annotations

import io
import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from clusterviz.live import registry
from lessons import course_map
from lessons.models import Progress
from tests.classroom.conftest import browser, cluster_of
from tutorial.classroom import rooms
from tutorial.classroom.models import Act, Room, Seat
from tutorial.lti import forgetting, sending
from tutorial.lti.models import Person, Score

from .conftest import arrive, launch
from .platform import INSTRUCTOR, SCORE, Platform

LESSON = "a-node-dies"
STEPS = len(course_map.course().lessons[LESSON].steps)


def come(platform: Platform, hint: str = "noor", **more: Any) -> Client:
    client = browser()
    answer = arrive(platform, client, platform.comes(hint, **more), nickname=hint.title())
    assert answer.status_code == 302, answer
    return client


def do_first_step(client: Client) -> None:
    """As the lesson says: its first step's deed, and time until it is true."""
    client.get(f"/learn/{LESSON}/three-copies/")
    client.post(f"/learn/{LESSON}/three-copies/act/", {"action": "0"})
    host = registry.host_of(cluster_of(client))
    with host.lock:
        for _ in range(80):
            host.cluster.run_for(500)
            host.playhead.jump()
            host.collect_unseen()
    client.get(f"/learn/{LESSON}/three-copies/todo/", headers={"hx-request": "true"})


def board(platform: Platform) -> str:
    ada = browser()
    address = arrive(platform, ada, platform.comes("ada", "Ada", INSTRUCTOR))["Location"]
    return " ".join(ada.get(address).content.decode().split())


def due_now() -> None:
    Score.objects.exclude(due=None).update(due=timezone.now())


def test_a_step_that_is_done_is_a_grade_at_the_platform(platform: Platform) -> None:
    noor = come(platform)
    assert sending.send_due() == 0  # nothing is done yet, and nothing is said
    do_first_step(noor)
    assert sending.send_due() == 1
    (sent,) = platform.scores
    assert sent.pop("timestamp").startswith(timezone.now().strftime("%Y-%m-%dT%H"))
    assert sent == {
        "userId": "user-noor",
        "scoreGiven": 1,
        "scoreMaximum": STEPS,
        "activityProgress": "InProgress",
        "gradingProgress": "FullyGraded",
    }
    assert sending.send_due() == 0  # once


def test_who_has_done_all_has_completed_it(platform: Platform) -> None:
    come(platform)
    finish(Seat.objects.get().visitor)
    sending.send_due()
    assert (platform.scores[-1]["scoreGiven"], platform.scores[-1]["activityProgress"]) == (STEPS, "Completed")


def finish(visitor: str) -> None:
    from lessons import finishing

    steps = {step.id: {"done": True} for step in course_map.course().lessons[LESSON].steps}
    Progress.objects.update_or_create(visitor=visitor, lesson=LESSON, defaults={"steps": steps})
    finishing.tell(visitor)


def test_what_was_done_before_the_link_was_graded_counts_when_they_come_again(platform: Platform) -> None:
    noor = come(platform, **{"https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": None})
    assert not Score.objects.exists()
    do_first_step(noor)
    launch_again = launch(platform, noor, platform.comes("noor"))
    assert noor.get(launch_again["Location"]).status_code == 302
    assert sending.send_due() == 1


def test_a_platform_that_is_away_gets_the_grade_later_and_the_board_says_so(platform: Platform) -> None:
    noor = come(platform)
    platform.away = 503
    do_first_step(noor)
    assert noor.get(f"/learn/{LESSON}/three-copies/").status_code == 200
    waits = []
    for _ in range(3):
        due_now()
        assert sending.send_due() == 0
        waits.append(round((Score.objects.get().due - timezone.now()).total_seconds()))
    assert waits == [10, 20, 40]
    assert (
        "Moodle does not take the grade of 1 learner: it gives no access (503). It is sent again and again."
        in board(platform)
    )
    platform.away = 0
    due_now()
    assert sending.send_due() == 1
    assert platform.scores[0]["scoreGiven"] == 1
    assert "does not take the grade" not in board(platform)
    acts = Act.objects.filter(who="grades").order_by("pk").values_list("sentence", flat=True)
    assert list(acts) == [
        "grades wait to be sent to Moodle: it gives no access (503)",
        "all grades that waited have been sent",
    ]


def test_a_platform_that_does_not_answer_is_asked_once_and_not_for_each_learner(platform: Platform) -> None:
    for hint in ("noor", "ivo", "eve"):
        come(platform, hint)
    for visitor in Seat.objects.values_list("visitor", flat=True):
        finish(visitor)
    platform.away = 503
    platform.asked.clear()
    assert sending.send_due() == 0
    assert platform.asked == ["/token"]
    assert Score.objects.filter(due__gt=timezone.now()).count() == 3
    platform.away = 0
    due_now()
    assert sending.send_due() == 3
    assert {score["userId"] for score in platform.scores} == {"user-noor", "user-ivo", "user-eve"}
    assert platform.asked.count("/token") == 2  # one in vain, one that is kept


def test_what_changes_while_a_grade_is_sent_is_sent_as_well(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    noor = come(platform)
    do_first_step(noor)
    sent = sending.Hurried.post

    def meanwhile(self: Any, url: str, **more: Any) -> Any:
        answer = sent(self, url, **more)
        if url.endswith("scores?type=lti") and len(platform.scores) == 1:
            Score.objects.update(given=2, changed=timezone.now(), due=timezone.now())
        return answer

    monkeypatch.setattr(sending.Hurried, "post", meanwhile)
    assert sending.send_due() == 1
    assert Score.objects.get().due is not None
    assert sending.send_due() == 1
    assert [score["scoreGiven"] for score in platform.scores] == [1, 2]


def test_a_token_that_is_over_is_asked_for_again(platform: Platform) -> None:
    noor = come(platform)
    do_first_step(noor)
    sending.send_due()
    platform.tokens.clear()  # the platform has forgotten it
    finish(Seat.objects.get().visitor)
    assert sending.send_due() == 0
    assert "it answered 401 no" in Score.objects.get().why
    due_now()
    assert sending.send_due() == 1


def test_a_column_that_is_gone_is_given_up_after_two_weeks_and_said(platform: Platform) -> None:
    noor = come(platform)
    do_first_step(noor)
    Score.objects.update(
        lineitem=f"{platform.address}/course/1/items/gone", changed=timezone.now() - timedelta(days=15)
    )
    assert sending.send_due() == 0
    assert Score.objects.get().due is None
    assert "It is not sent any more." in board(platform)


def test_a_link_without_grades_owes_none(platform: Platform) -> None:
    endpoint = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
    come(platform, "noor", **{endpoint: {"scope": [SCORE + ".readonly"], "lineitem": "https://x.example/1"}})
    finish(Seat.objects.get().visitor)
    assert not Score.objects.exists()


def test_who_is_of_no_platform_costs_one_query(platform: Platform, django_assert_num_queries: Any) -> None:
    from tutorial.lti import scores

    with django_assert_num_queries(1):
        scores.step_done("somebody")


def test_trouble_with_grades_is_no_trouble_of_the_learner(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    noor = come(platform)

    def broken(score: Score) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr("tutorial.lti.scores._count", broken)
    do_first_step(noor)
    assert Progress.objects.get(lesson=LESSON).steps["three-copies"]["done"]


def test_a_learner_who_is_forgotten_is_forgotten_here_too(platform: Platform) -> None:
    come(platform)
    rooms.forget(Seat.objects.get())
    assert (Person.objects.count(), Score.objects.count()) == (0, 0)


def test_who_came_once_and_did_nothing_goes_with_time(platform: Platform) -> None:
    come(platform)
    come(platform, "ivo")
    finish(Seat.objects.get(nickname="Ivo").visitor)
    Room.objects.all().delete()
    Person.objects.update(seen=timezone.now() - timedelta(days=400))
    forgetting.sweep()
    assert [person.sub for person in Person.objects.all()] == ["user-ivo"]


def test_the_command_lists_and_sends_what_waits(platform: Platform) -> None:
    noor = come(platform)
    platform.away = 500
    do_first_step(noor)
    sending.send_due()
    said = io.StringIO()
    call_command("lti", "list", stdout=said)
    assert "deployments: 1; grades that wait: 1" in said.getvalue()
    assert "it gives no access (500)" in said.getvalue()
    platform.away = 0
    call_command("lti", "send", stdout=said)
    assert "1 grades sent, 0 wait." in said.getvalue()


@pytest.mark.django_db(transaction=True)
def test_the_server_sends_by_itself(transactional_db: None, platform: Platform) -> None:
    """The thread that a server begins: a step is done, and the grade is there within a moment."""
    stop = threading.Event()

    def loop() -> None:
        from django.db import connection

        while not stop.is_set():
            sending.send_due()
            sending._woken.wait(5)
            sending._woken.clear()
        connection.close()

    thread = threading.Thread(target=loop)
    thread.start()
    try:
        noor = come(platform)
        began_s = time.monotonic()
        do_first_step(noor)
        while not platform.scores and time.monotonic() - began_s < 20:
            time.sleep(0.05)
    finally:
        stop.set()
        sending.wake()
        thread.join()
    assert [score["scoreGiven"] for score in platform.scores] == [1]
