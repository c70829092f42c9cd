"""The pages of the course, as a visitor without JavaScript meets them; and that they give nothing away."""

import json
import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from clusterviz.cluster.machinery.trace import SECRET
from clusterviz.live import registry
from clusterviz.models import ClusterRecord, Poke
from clusterviz.picture.packets import UNTOLD
from clusterviz.picture.scene import scene
from clusterviz.picture.why import why
from lessons import course_map
from lessons.course import starting, track
from lessons.course.lesson import Aside, Lesson, Step, filled
from lessons.models import Progress
from lessons.staging import play_line

pytestmark = pytest.mark.django_db(transaction=True)
LESSON = "/learn/a-node-dies/"


@pytest.fixture
def visitor() -> Iterator[Client]:
    yield Client(headers={"host": "localhost"})
    for record in ClusterRecord.objects.all():
        registry.forget(record.pk)


def page(visitor: Client, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def text(html: str) -> str:
    """What a reader sees, roughly."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<(script|template|style).*?</\1>", " ", html, flags=re.S)).split())


def let_time_run(seconds: int) -> None:
    """The clusters of all visitors live on, as the driver would let them."""
    for record in ClusterRecord.objects.all():
        host = registry.host_of(record)
        with host.lock:
            for _ in range(seconds * 2):
                host.cluster.run_for(500)
                host.playhead.jump()
                host.collect_unseen()


def test_home_has_a_living_cluster_the_map_and_the_way_in(visitor: Client) -> None:
    told = text(page(visitor, "/"))
    assert "A Kubernetes cluster made of glass." in told
    parts = track.load().parts
    assert f"{len(parts)} parts, {sum(len(part.entries) for part in parts)} lessons. 0 done." in told
    assert "Power node-2 off" in told
    (record,) = ClusterRecord.objects.all()
    assert record.purpose == "hero"


def test_what_is_planned_is_named_and_leads_nowhere(visitor: Client) -> None:
    html = page(visitor, "/")
    assert 'href="/learn/a-node-dies/"' in html
    planned = [entry for part in track.load().parts for entry in part.entries if entry.lesson is None]
    for entry in planned:
        assert escape(entry.title) in html
        assert f"/learn/{entry.id}/" not in html
        assert visitor.get(f"/learn/{entry.id}/").status_code == 404


def test_the_heros_buttons_do_it_and_take_it_back(visitor: Client) -> None:
    page(visitor, "/")
    host = registry.host_of(ClusterRecord.objects.get())
    answer = visitor.post("/hero/", {"deed": "node"}, headers={"hx-request": "true"})
    assert "Give node-2 its power back" in answer.content.decode()
    assert "node-2" in host.cluster.network.powered_off
    assert visitor.post("/hero/", {"deed": "node"}).status_code == 302
    assert "node-2" not in host.cluster.network.powered_off
    answer = visitor.post("/hero/", {"deed": "scheduler"}, headers={"hx-request": "true"})
    assert "Start the scheduler" in answer.content.decode()
    assert visitor.post("/hero/", {"deed": "no such thing"}).status_code == 302
    assert visitor.post("/hero/", {"deed": "reset"}).status_code == 302
    assert not ClusterRecord.objects.exists()


@pytest.mark.parametrize("address", ["/nosuch/", "/learn/nosuch/", "/studio/nosuch/"])
def test_a_page_that_is_not_there_shows_the_way_back(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    html = answer.content.decode()
    assert "<h1>There is no such page</h1>" in html
    assert '<main id="main"' in html
    assert 'href="/search/"' in html


def test_where_we_differ_shows_every_row(visitor: Client) -> None:
    from clusterviz.cluster.differences import DIFFERENCES

    told = text(page(visitor, "/where-we-differ/"))
    for area in DIFFERENCES:
        for row in area.differences:
            assert text(row.behaviour) in told


def test_a_lesson_is_readable_without_javascript(visitor: Client) -> None:
    told = text(page(visitor, LESSON))
    assert "Computers fail." in told
    assert "Three copies" in told
    assert "0 of 1" in told
    assert "There is no Deployment web yet." in told
    assert "Hint 1 of 2" in told


def test_a_step_or_lesson_that_is_not_there_is_not_found(visitor: Client) -> None:
    assert visitor.get("/learn/no-such/").status_code == 404
    assert visitor.get(f"{LESSON}no-such/").status_code == 404
    assert visitor.post(f"{LESSON}power-off/bet/", {"id": "no-such", "answer": "1s"}).status_code == 404
    assert visitor.post(f"{LESSON}power-off/bet/", {"id": "how-long", "answer": "7s"}).status_code == 404
    assert visitor.post(f"{LESSON}power-off/act/", {"action": "9"}).status_code == 404


def test_what_changes_something_needs_a_post(visitor: Client) -> None:
    for name in ("bet", "act", "hint", "solution"):
        assert visitor.get(f"{LESSON}power-off/{name}/").status_code == 405
    assert visitor.get(f"{LESSON}reset/").status_code == 405


def test_the_list_ticks_itself_when_the_cluster_gets_there(visitor: Client) -> None:
    page(visitor, LESSON)
    assert visitor.post(f"{LESSON}three-copies/act/", {"action": "0"}).status_code == 302
    assert "0 of 1" in text(page(visitor, LESSON))
    let_time_run(40)
    html = visitor.get(f"{LESSON}three-copies/todo/", headers={"hx-request": "true"}).content.decode()
    assert "1 of 1" in text(html)
    assert "data-done" in html
    host = registry.host_of(ClusterRecord.objects.get())
    told = host.frame_extra["lesson"]
    assert (told["step"], told["left"]) == ("three-copies", 0)
    assert f'data-version="{told["version"]}"' in html
    assert Progress.objects.get().steps["three-copies"]["done"] is True


def test_a_bet_stops_time_until_it_is_placed_and_is_told_when_it_is_over(visitor: Client) -> None:
    page(visitor, f"{LESSON}power-off/")
    host = registry.host_of(ClusterRecord.objects.get())
    assert host.playhead.pace == "paused"
    assert "Time stands still until you have placed your bet." in text(page(visitor, f"{LESSON}power-off/"))
    assert visitor.post(f"{LESSON}power-off/bet/", {"id": "how-long", "answer": "10s"}).status_code == 302
    assert host.playhead.pace == "cinema"
    told = text(page(visitor, f"{LESSON}power-off/"))
    assert "10 s you" in told
    assert "Now see what happens." in told
    assert "it was" not in told
    visitor.post(f"{LESSON}power-off/bet/", {"id": "how-long", "answer": "50s"})
    assert Progress.objects.get().steps["power-off"]["bets"] == {"how-long": "10s"}
    let_time_run(15)
    visitor.post(f"{LESSON}power-off/act/", {"action": "0"})
    let_time_run(1_100)  # a controller that was refused again and again waits for up to 1,000 s
    told = text(page(visitor, f"{LESSON}power-off/"))
    assert "50 s it was" in told
    assert "10 s is how often a kubelet renews its Lease." in told
    assert "is a conclusion, not a report" in told


def test_who_leaves_a_step_unfinished_is_told_that_the_next_one_goes_on_from_it(visitor: Client) -> None:
    assert 'id="unfinished"' not in page(visitor, LESSON)
    told = text(page(visitor, f"{LESSON}power-off/"))
    assert "This step goes on from Three copies , which is not finished in this cluster." in told
    visitor.post(f"{LESSON}three-copies/act/", {"action": "0"})
    let_time_run(40)
    page(visitor, f"{LESSON}three-copies/")
    assert 'id="unfinished"' not in page(visitor, f"{LESSON}power-off/")
    assert "goes on from The power goes" in text(page(visitor, f"{LESSON}patience/"))


def test_time_cannot_be_started_before_the_bet(visitor: Client) -> None:
    page(visitor, f"{LESSON}power-off/")
    host = registry.host_of(ClusterRecord.objects.get())
    host.set_pace("10")
    let_time_run(15)
    assert host.playhead.pace == "paused"


def test_time_rests_when_a_step_is_done_and_goes_on_with_the_next(visitor: Client) -> None:
    page(visitor, LESSON)
    host = registry.host_of(ClusterRecord.objects.get())
    assert host.playhead.pace == "cinema"
    visitor.post(f"{LESSON}three-copies/act/", {"action": "0"})
    let_time_run(40)
    assert host.playhead.pace == "paused"
    assert "Time rests here." in text(page(visitor, LESSON))
    host.set_pace("10")
    let_time_run(5)
    assert host.playhead.pace == "10", "whoever presses play may watch on"
    page(visitor, f"{LESSON}power-off/")
    visitor.post(f"{LESSON}power-off/bet/", {"id": "how-long", "answer": "50s"})
    assert host.playhead.pace == "cinema"


def test_hints_come_one_by_one_and_the_solution_on_request(visitor: Client) -> None:
    address = f"{LESSON}three-copies/"
    assert "is called --replicas" not in text(page(visitor, address))
    visitor.post(f"{address}hint/")
    told = text(page(visitor, address))
    assert "is called --replicas" in told
    assert "Hint 2 of 2" in told
    visitor.post(f"{address}hint/")
    visitor.post(f"{address}hint/")
    assert "Hint 3" not in text(page(visitor, address))
    assert (
        'data-line="kubectl create deployment web'
        not in page(visitor, address).split('id="progress"')[1].split("</article>")[0]
    )
    visitor.post(f"{address}solution/")
    html = page(visitor, address)
    assert 'data-line="kubectl create deployment web --image=nginx --replicas=3"' in html.split('id="progress"')[1]
    assert "Let time run until the cluster is quiet." in text(html)
    host = registry.host_of(ClusterRecord.objects.get())
    assert not host.prompt.runs


def test_a_lesson_begins_again_with_a_new_cluster_and_what_was_done_stays_done(visitor: Client) -> None:
    page(visitor, LESSON)
    visitor.post(f"{LESSON}three-copies/act/", {"action": "0"})
    let_time_run(40)
    page(visitor, LESSON)
    first = ClusterRecord.objects.get().pk
    assert visitor.post(f"{LESSON}reset/").status_code == 302
    assert "0 of 1" in text(page(visitor, LESSON))
    assert ClusterRecord.objects.get().pk != first
    assert Progress.objects.get().steps_done() == ["three-copies"]


def test_visitors_do_not_see_each_others_progress(visitor: Client) -> None:
    page(visitor, f"{LESSON}power-off/")
    other = Client(headers={"host": "localhost"})
    assert "step 1 of 4" in text(page(other, LESSON))
    assert "step 2 of 4" in text(page(visitor, LESSON))
    assert Progress.objects.count() == 2


def secrets_of(lesson: Lesson, step: Step) -> list[str]:
    """What a learner must not get before it is due: feedback, notes, hints, explanations, expressions."""
    found = [aside.text for aside in step.all(Aside) if aside.kind in ("instructor", "hint", "explain")]
    for prediction in step.questions:
        found += prediction.feedback.values()
        found += [prediction.answer_from.text] if prediction.answer_from else []
    for check in step.checks:
        found += [getattr(check.that, "text", ""), *(diagnosis.when.text for diagnosis in check.because)]
    found += [line for line in step.solution if line.startswith(("run ", "settle"))]
    done = [line for scene in step.before if scene.secret for line in scene.lines]
    return [beginning(secret)[:40] or secret for secret in found if len(secret) > 12] + [
        beginning(line) for line in done
    ]


def beginning(secret: str) -> str:
    """As far as it is the same in any page."""
    return " ".join(re.split(r"[`*{}\"'<>&]", secret)[0].split())


def leaks(visitor: Client, lesson: Lesson, address: str) -> list[str]:
    """What a page or a part of one gives away of a lesson."""
    answer = visitor.get(address, headers={"hx-request": "true"} if address.endswith("todo/") else {})
    html = answer.content.decode()
    told = " ".join(html.split()) + text(html)
    secrets = [secret for step in lesson.steps for secret in secrets_of(lesson, step)]
    return [f"{address} gives away {secret!r}" for secret in secrets if len(secret) >= 12 and secret in told]


def all_leaks(lesson: Lesson) -> list[str]:
    """What the pages and the frames of a lesson give away."""
    visitor = Client(headers={"host": "localhost"})
    found = leaks(visitor, lesson, f"/learn/{lesson.id}/whole/")
    for step in lesson.steps:
        address = f"/learn/{lesson.id}/{step.id}/"
        found += leaks(visitor, lesson, address) + leaks(visitor, lesson, f"{address}todo/")
        host = registry.host_of(ClusterRecord.objects.get(purpose=f"lesson:{lesson.id}"))
        sent = host.snapshot()[1] + "".join(made[1] for made in [host.frame()] if made)
        assert f'"step":"{step.id}"' in sent.replace(" ", "")
        sent += json.dumps([why(host.cluster, element) for element in scene(host.cluster)], ensure_ascii=False)
        secrets = secrets_of(lesson, step)
        found += [f"a frame gives away {secret!r}" for secret in secrets if len(secret) >= 12 and secret in sent]
    for record in ClusterRecord.objects.all():
        registry.forget(record.pk)
        record.delete()
    return found


@pytest.mark.parametrize("lesson_id", ["what-is-in-a-cluster", "a-node-dies"])
def test_nothing_gives_away_what_is_not_due(lesson_id: str) -> None:
    assert all_leaks(track.load().lessons[lesson_id]) == []


@pytest.mark.slow
@pytest.mark.parametrize("lesson_id", sorted(path.parent.name for path in track.CONTENT.glob("*/lesson.md")))
def test_nothing_of_any_lesson_gives_away_what_is_not_due(lesson_id: str) -> None:
    assert all_leaks(track.load().lessons[lesson_id]) == []


def test_a_crawler_that_follows_every_link_finds_no_secret(visitor: Client) -> None:
    lessons = list(track.load().lessons.values())[:2]
    mine = {f"/learn/{lesson.id}/" for lesson in lessons}
    waiting, seen, found = ["/", "/search/?q=pod", "/glossary/", "/recall/", "/resume/"], set(), []
    while waiting:
        address = waiting.pop(0).partition("#")[0]
        is_lesson = address.startswith("/learn/")
        if (
            address in seen
            or address.startswith("/static/")
            or (is_lesson and not any(address.startswith(one) for one in mine))
        ):
            continue
        seen.add(address)
        for lesson in lessons:
            found += leaks(visitor, lesson, address)
        waiting += re.findall(r'(?:href|hx-get|data-address)="(/[^"]*)"', visitor.get(address).content.decode())
    assert found == []
    assert len([address for address in seen if address.startswith("/learn/")]) > 10


def test_an_incident_does_not_begin_with_its_cause_at_the_prompt(visitor: Client) -> None:
    page(visitor, "/learn/the-silent-service/mend/")
    host = registry.host_of(ClusterRecord.objects.get())
    assert "kubectl set selector service shop app=shopp" in [poke.content["line"] for poke in host_pokes(host.id)]
    assert not host.prompt.runs
    host.run("kubectl get services -o name")
    assert [run["line"] for run in host.prompt.as_json()] == ["kubectl get services -o name"]


INCIDENT = "the-node-that-lies"


def test_who_comes_to_an_incident_hears_no_story_of_before_and_why_leads_to_a_riddle(visitor: Client) -> None:
    page(visitor, f"/learn/{INCIDENT}/")
    host = registry.host_of(ClusterRecord.objects.get())
    assert host.frames.story == host.frames.marks == host.frames.packets == deque()
    assert UNTOLD in [link["sentence"] for link in why(host.cluster, "kube-controller-manager")]
    registry.forget(host.id)  # as if the server had been started again
    again = registry.host_of(ClusterRecord.objects.get())
    assert again is not host
    assert again.frames.story == deque()
    again.run("kubectl create namespace mine")
    again.collect_unseen()
    assert "kubectl create namespace mine" in [entry["sentence"] for entry in again.frames.story]


def test_what_was_done_in_secret_after_a_learners_own_deeds_is_not_recalled_either(visitor: Client) -> None:
    page(visitor, f"/learn/{INCIDENT}/")
    record = ClusterRecord.objects.get()
    host = registry.host_of(record)
    host.run("kubectl create namespace mine")
    host.run_until_answered(host.run("kubectl scale deployment coredns -n kube-system --replicas=0", who=SECRET))
    seen = host.frames.number
    host.frame()
    host.forget_story()
    assert host.frames.since(seen) is None, "the frame in which it happened is not to be had any more"
    registry.forget(record.pk)
    again = registry.host_of(record)
    told = json.dumps(again.picture(), ensure_ascii=False)
    assert "coredns/scale" not in told
    assert again.frames.story == deque(), "what came before it is not told again"
    again.run("kubectl create namespace later")
    again.collect_unseen()
    assert "kubectl create namespace later" in [entry["sentence"] for entry in again.frames.story]


def test_what_a_scene_does_for_all_to_see_stays_in_the_story(visitor: Client) -> None:
    page(visitor, "/learn/service/")
    host = registry.host_of(ClusterRecord.objects.get())
    host.collect_unseen()
    assert any(entry["sentence"].startswith("kubectl expose deployment web") for entry in host.frames.story)


INCIDENTS = [
    pytest.param(lesson.id, marks=() if lesson.id == INCIDENT else pytest.mark.slow)
    for lesson in track.load().lessons.values()
    if lesson.secret
]


@pytest.mark.parametrize("lesson_id", INCIDENTS)
def test_who_has_mended_an_incident_reads_what_was_done_and_what_came_of_it(visitor: Client, lesson_id: str) -> None:
    lesson = track.load().lessons[lesson_id]
    step = lesson.steps[-1]
    address = f"/learn/{lesson_id}/{step.id}/"
    assert 'id="post-mortem"' not in page(visitor, address)
    record = ClusterRecord.objects.get()
    host = registry.host_of(record)
    let_time_run(300)  # they look for it for long
    assert 'id="post-mortem"' not in page(visitor, address)
    values = Progress.objects.get(lesson=lesson_id).values
    for line in step.solution:
        play_line(host, filled(line, values), "you")
    let_time_run(1_100)  # a controller that was refused again and again waits for up to 1,000 s
    told = unescape(text(page(visitor, address).split('id="post-mortem"')[1].split("</details>")[0]))
    done = [
        filled(line, values) for scene in step.before for line in scene.lines if not line.startswith(("run ", "settle"))
    ]
    at = [told.index(f"Before you came {' '.join(line.split())}") for line in done]
    assert at == sorted(at)
    assert told.index("You ") > at[-1]
    assert at


def test_there_are_incidents() -> None:
    assert len(INCIDENTS) >= 12


def host_pokes(cluster_id: str) -> list[Poke]:
    return list(Poke.objects.filter(cluster=cluster_id, what="run"))


def test_a_lesson_that_is_dropped_into_a_folder_is_there(
    client: Client, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LESSONS = [str(tmp_path)]
    monkeypatch.setattr(course_map, "_loaded", [])
    assert client.get("/learn/dropped/whole/").status_code == 404
    (tmp_path / "dropped").mkdir()
    assert client.get("/learn/dropped/whole/").status_code == 404
    (tmp_path / "dropped" / "lesson.md").write_text(starting.new("dropped", "Dropped in"))
    assert "Dropped in" in client.get("/learn/dropped/whole/").content.decode()
    (tmp_path / "dropped" / "lesson.md").write_text("torn")
    assert client.get("/learn/dropped/whole/").status_code == 404
