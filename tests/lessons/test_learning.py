"""What a learner can do on a lesson's pages: answer, watch scenes, play a component, take back, and go on elsewhere."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from clusterviz.cluster import checkpoint
from clusterviz.cluster.machinery.resources import PODS
from clusterviz.live import registry
from clusterviz.live.host import Host
from clusterviz.live.limits import LimitError
from clusterviz.models import ClusterRecord
from lessons import course_map
from lessons.course import being, searching, track
from lessons.course.glossary import TERMS
from lessons.course.lesson import Be
from lessons.course.proof import prove
from lessons.models import Progress, Recall

pytestmark = pytest.mark.django_db(transaction=True)
COURSE = Path(__file__).parent / "course"
ROOT = Path(__file__).resolve().parents[2]
LESSON = "/learn/every-block/"


@pytest.fixture(autouse=True)
def with_the_course(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LESSONS = [str(COURSE)]  # type: ignore[attr-defined]
    monkeypatch.setattr(course_map, "_loaded", [])


@pytest.fixture
def visitor() -> Iterator[Client]:
    yield Client(headers={"host": "localhost"})
    for record in ClusterRecord.objects.all():
        registry.forget(record.pk)


def told(visitor: Client, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200, answer
    html = re.sub(r"<(script|template|style).*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def host() -> Host:
    return registry.host_of(ClusterRecord.objects.get(purpose="lesson:every-block"))


def let_time_run(seconds: int) -> None:
    for _ in range(seconds * 2):
        host().skip(500)
        host().collect_unseen()


def until(holds: Callable[[], bool]) -> None:
    for _ in range(200):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to this")


def post(visitor: Client, what: str, step: str = "questions", **form: object) -> str:
    answer = visitor.post(f"{LESSON}{step}/{what}/", form, headers={"hx-request": "true"})
    assert answer.status_code == 200, answer
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_lesson_of_these_tests_is_proved() -> None:
    lesson = track.load(COURSE).lessons["every-block"]
    assert [str(failure) for failure in prove(lesson).failures] == []


def test_several_options_are_told_at_once_with_what_was_missed_and_what_was_wrong(visitor: Client) -> None:
    told(visitor, f"{LESSON}questions/")
    assert "Choose at least one." in post(visitor, "bet", id="many")
    html = post(visitor, "bet", id="many", answer=["kubelet", "etcd"])
    assert "It keeps the rules of its node here." in html
    assert "Only the control plane has this one." in html
    assert "It starts the Pods of its node here." not in html


def test_an_order_is_given_by_numbers(visitor: Client) -> None:
    told(visitor, f"{LESSON}questions/")
    places = {"place-who": "1", "place-may": "1", "place-fits": "2"}
    assert "Give each of them another place." in post(visitor, "bet", id="order", **places)
    html = post(visitor, "bet", id="order", **{"place-who": "1", "place-may": "2", "place-fits": "3"})
    assert "That is the order of the stages." in html
    assert Progress.objects.get().steps["questions"]["bets"] == {"order": "who,may,fits"}


@pytest.mark.parametrize(("number", "feedback"), [("3", "Three of them"), ("2", "more than"), ("5.5", "fewer than")])
def test_a_number_is_right_low_or_high(visitor: Client, number: str, feedback: str) -> None:
    told(visitor, f"{LESSON}questions/")
    assert "A number is needed here." in post(visitor, "bet", id="number", answer="three")
    assert feedback in post(visitor, "bet", id="number", answer=number)


def test_a_bet_is_graded_by_running_the_future_and_told_when_it_has_come(visitor: Client) -> None:
    assert "Click it in the diagram" in told(visitor, f"{LESSON}questions/")
    assert host().playhead.pace == "paused"
    assert "it was" not in post(visitor, "bet", id="which", answer="node-1")
    future = Progress.objects.get().steps["questions"]["futures"]["which"]
    assert host().playhead.pace == "cinema"
    visitor.post(f"{LESSON}questions/act/", {"action": "0"})
    let_time_run(20)
    (pod,) = (pod for pod in host().cluster.objects(PODS) if pod["metadata"]["name"] == "zulu")
    assert pod["spec"]["nodeName"] == future
    assert f"{future} {'you, and so ' if future == 'node-1' else ''}it was" in told(visitor, f"{LESSON}questions/")


def test_who_looks_ahead_at_a_bet_and_goes_back_finds_time_running(visitor: Client) -> None:
    told(visitor, f"{LESSON}scene/")
    assert host().playhead.pace == "cinema"
    told(visitor, f"{LESSON}questions/")
    assert host().playhead.pace == "paused", "the bet comes first"
    told(visitor, f"{LESSON}scene/")
    assert host().playhead.pace == "cinema"
    host().set_pace("paused")
    told(visitor, f"{LESSON}scene/")
    assert host().playhead.pace == "paused", "who stopped it themselves finds it so"


def test_a_scene_happens_a_pause_stops_time_and_the_list_follows(visitor: Client) -> None:
    page = told(visitor, f"{LESSON}scene/")
    assert "Look at the scheduler" in page
    assert "Somebody has stopped the" not in page
    assert any(pod["metadata"]["name"].startswith("shop-") for pod in host().cluster.objects(PODS))
    host().set_pace("10")
    let_time_run(6)
    until(lambda: not host().cluster.components["kube-scheduler"].running)
    host().collect_unseen()
    page = told(visitor, f"{LESSON}scene/")
    assert "Somebody has stopped the" in page
    assert "What still works now?" in page
    assert host().playhead.pace == "paused"
    host().set_pace("10")
    let_time_run(2)
    assert host().playhead.pace == "10", "an author's pause comes once"
    host().run("fault start kube-scheduler")
    host().collect_unseen()
    assert "1 of 1" in told(visitor, f"{LESSON}scene/")


@pytest.mark.parametrize(
    ("line", "goes_on_s", "then_s"),
    [("sleep 12", 6, 8), ("kubectl get pods -w", 0, 3), ("sleep 100", 20, 20)],
    ids=["ends", "watches", "takes long"],
)
def test_time_rests_when_all_is_done_and_no_command_is_about_to_end(
    visitor: Client, line: str, goes_on_s: int, then_s: int
) -> None:
    told(visitor, f"{LESSON}scene/")
    host().set_pace("10")
    let_time_run(6)
    until(lambda: not host().cluster.components["kube-scheduler"].running)
    host().collect_unseen()  # the author's pause
    host().set_pace("10")
    host().run(line)
    host().run("fault start kube-scheduler")
    let_time_run(goes_on_s)
    assert host().playhead.pace == "10", "what was typed has not ended"
    let_time_run(then_s)
    assert host().playhead.pace == "paused"


def test_the_learner_is_the_scheduler_and_then_sees_the_real_one(visitor: Client) -> None:
    assert "You are the kube-scheduler Where would you put it?" in told(visitor, f"{LESSON}you/")
    html = post(visitor, "turn", "you", id="place")
    assert "Where does mine go?" in html
    assert "points" not in html
    (pod,) = (pod for pod in host().cluster.objects(PODS) if pod["metadata"]["name"] == "mine")
    assert "nodeName" not in pod["spec"]
    let_time_run(1)
    assert visitor.post(f"{LESSON}you/turn/", {"id": "place", "choice": "node-9"}).status_code == 404
    html = post(visitor, "turn", "you", id="place", choice="none")
    assert "The scheduler binds mine to node-" in html
    assert "It weighs every node." in html
    assert host().playhead.pace == "cinema"


def test_the_learner_is_a_kubelet_turn_by_turn(visitor: Client) -> None:
    told(visitor, f"{LESSON}you/")
    assert "turn 1 of 3" in post(visitor, "turn", "you", id="start")
    html = post(visitor, "turn", "you", id="start", choice="StartContainer")
    assert "the real one" in html
    assert host().playhead.pace == "paused"
    post(visitor, "turn", "you", id="start", choice="RunPodSandbox")
    html = post(visitor, "turn", "you", id="start", choice="PullImage")
    assert "So a container starts." in html


def test_a_kubelets_turns_are_its_deeds_and_then_the_word_about_them() -> None:
    cluster, turns = checkpoint.fork("three-nodes"), []
    for step in track.load(track.CONTENT).lessons["you-are-the-kubelet"].steps:
        turns += [turn for be in step.all(Be) for turn in being.turns(be, {}, cluster)]
        cluster.run_for(60_000)
    start = ["RunPodSandbox", "PullImage", "CreateContainer", "StartContainer", being.REPORT]
    end = ["StopContainer", "StopPodSandbox", being.REPORT]
    assert [turn.answer for turn in turns] == start + end
    assert [sorted(turn.options) for turn in turns] == [sorted(start)] * 5 + [sorted(end)] * 3


def test_a_deed_is_taken_back_and_a_step_begins_again(visitor: Client) -> None:
    told(visitor, f"{LESSON}questions/")
    post(visitor, "bet", id="which", answer="node-1")
    began_ms = host().cluster.now_ms
    host().run("kubectl create namespace first")
    let_time_run(5)
    host().run("kubectl create namespace second")
    let_time_run(5)
    host().run("kubectl get namespaces")  # to look is no deed
    let_time_run(1)
    names = lambda: [key for key in host().cluster.etcd.store.current if key.startswith("/registry/namespaces/")]  # noqa: E731
    assert "/registry/namespaces/second" in names()
    assert visitor.post(f"{LESSON}questions/undo/").status_code == 302
    assert "/registry/namespaces/first" in names()
    assert "/registry/namespaces/second" not in names()
    assert "you" in told(visitor, f"{LESSON}questions/")
    assert visitor.post(f"{LESSON}questions/reset/").status_code == 302
    assert "/registry/namespaces/first" not in names()
    assert host().cluster.now_ms == began_ms
    assert "Time stands still" in told(visitor, f"{LESSON}questions/")
    assert visitor.post(f"{LESSON}questions/undo/").status_code == 302


def test_a_sandbox_goes_on_from_here_and_the_lesson_stays_as_it_is(visitor: Client) -> None:
    told(visitor, f"{LESSON}questions/")
    host().run("kubectl create namespace first")
    let_time_run(5)
    answer = visitor.post(f"{LESSON}questions/sandbox/")
    assert answer.status_code == 302
    copy = registry.host_of(ClusterRecord.objects.get(purpose="sandbox"))
    assert copy.cluster.trace.digest() == host().cluster.trace.digest()
    copy.run("kubectl delete namespace first")
    copy.skip(10_000)
    assert "/registry/namespaces/first" in host().cluster.etcd.store.current
    assert "/registry/namespaces/first" not in copy.cluster.etcd.store.current


def test_what_the_lesson_does_without_is_refused_with_the_way_out(visitor: Client) -> None:
    told(visitor, f"{LESSON}questions/")
    host().run("ls")
    host().run("kubectl get pods")
    host().poke("node.off", "node-1")
    for refused in (lambda: host().run("etcdctl member list"), lambda: host().run("curl http://10.96.0.1")):
        with pytest.raises(
            LimitError, match=r"This lesson does without (etcdctl|curl)\. .* take a sandbox from here\."
        ):
            refused()
    assert 'data-line="fault node-2 off"' in visitor.get(f"{LESSON}questions/").content.decode()
    dies = visitor.get("/learn/a-node-dies/").content.decode()
    assert 'data-line="kubectl get events"' in dies
    calm = visitor.get("/learn/what-is-in-a-cluster/").content.decode()
    assert 'data-line="kubectl get events"' in calm
    assert 'data-line="fault node-2 off"' not in calm, "what the lesson does without is not offered"
    other = registry.host_of(ClusterRecord.objects.get(purpose="lesson:a-node-dies"))
    with pytest.raises(LimitError, match="This lesson does without fault component"):
        other.poke("component.stop", "etcd")
    assert other.cluster.components["etcd"].running
    visitor.post(f"{LESSON}questions/sandbox/")
    registry.host_of(ClusterRecord.objects.get(purpose="sandbox")).run("etcdctl member list")


def test_a_question_comes_back_after_a_day_then_three_then_seven(visitor: Client) -> None:
    assert "Nothing is due today." in told(visitor, "/recall/")
    told(visitor, f"{LESSON}questions/")
    post(visitor, "bet", id="number", answer="3")
    assert "Nothing is due today." in told(visitor, "/recall/")
    for days in (3, 7, 7):
        Recall.objects.update(due=timezone.now())
        card = Recall.objects.get()
        assert "How many workers" in told(visitor, "/recall/")
        answer = visitor.post("/recall/", {"card": card.pk, "answer": "3"}).content.decode()
        assert "Three of them are workers." in answer
        assert timedelta(days=days - 0.1) < Recall.objects.get().due - timezone.now() <= timedelta(days=days)
    Recall.objects.update(due=timezone.now())
    assert "Nothing is due today." in told(visitor, "/recall/")
    other = Client(headers={"host": "localhost"})
    assert other.post("/recall/", {"card": Recall.objects.get().pk, "answer": "3"}).status_code == 404


def test_three_words_bring_progress_to_another_device(visitor: Client) -> None:
    told(visitor, f"{LESSON}questions/")
    html = visitor.post("/resume/code/").content.decode()
    found = re.search(r'id="words">([a-z]+ [a-z]+ [a-z]+)<', html)
    assert found is not None
    assert found[1] in visitor.post("/resume/code/").content.decode()
    other = Client(headers={"host": "localhost"})
    assert other.post("/resume/", {"words": "no such words"}).status_code == 422
    assert other.post("/resume/", {"words": found[1].upper().replace(" ", "-")}).status_code == 302
    told(other, f"{LESSON}questions/")
    assert Progress.objects.count() == 1


def test_codes_cannot_be_guessed_in_a_loop() -> None:
    answers = [Client(headers={"host": "localhost"}, REMOTE_ADDR="198.51.100.7").post("/resume/", {"words": f"a b {n}"})
               for n in range(12)]  # fmt: skip
    assert answers[0].status_code == 422
    assert answers[-1].status_code == 429
    assert "Retry-After" in answers[-1]


def test_the_glossary_ties_each_term_to_its_folder_and_its_lesson(visitor: Client) -> None:
    page = told(visitor, "/glossary/")
    for term in TERMS:
        assert term.sentence.split("'")[0] in page
        assert (ROOT / term.folder).exists(), f"{term.name} names {term.folder}, which is not there"


def test_the_search_finds_lessons_and_terms_and_no_answers(visitor: Client) -> None:
    page = told(visitor, "/search/?q=scheduler+chooses")
    assert "Chooses a node for each Pod that has none" in page
    assert "Nothing has all of these words." in told(visitor, "/search/?q=%3Cscript%3E+qqq")
    assert (
        LESSON not in visitor.get("/search/?q=Three+of+them+are+workers").content.decode()
    )  # that is a feedback in it
    assert "<script>alert" not in visitor.get("/search/?q=<script>alert(1)</script>").content.decode()


def test_the_search_begins_with_the_lesson_that_is_called_so_and_cuts_no_word() -> None:
    lessons = track.load(track.CONTENT).lessons
    found = searching.find("scheduler", lessons)
    first = found[0]
    assert (first.title, first.address) == ("The scheduler", "/learn/the-scheduler/who-chooses/")
    for one in found:
        before, _, after = one.excerpt
        assert not before.startswith("… ")
        assert after.endswith(" …") or len(after) <= searching.AROUND


def test_what_was_learnt_is_on_the_whole_page_once_the_step_is_done(visitor: Client) -> None:
    told(visitor, "/learn/a-node-dies/")
    said = "is a conclusion, not a report"
    assert said not in told(visitor, "/learn/a-node-dies/whole/")
    progress = Progress.objects.get(lesson="a-node-dies")
    done = next(step for step in track.load(track.CONTENT).lessons["a-node-dies"].steps if said in str(step.blocks))
    progress.steps = {**progress.steps, done.id: {"done": True}}
    progress.save()
    assert said in told(visitor, "/learn/a-node-dies/whole/")


def test_a_lesson_is_one_page_to_print_and_gives_nothing_away(visitor: Client) -> None:
    page = told(visitor, f"{LESSON}whole/")
    assert "Run a Pod called zulu" in page
    assert "kubectl run zulu --image=nginx" in page
    for secret in ("It starts the Pods of its node here.", "The verb is run.", "fault start kube-scheduler"):
        assert secret not in page
    assert not ClusterRecord.objects.exists()
    assert visitor.get("/learn/no-such/whole/").status_code == 404
    assert visitor.get(f"{LESSON}assets/../lesson.md").status_code == 404
    assert visitor.get(f"{LESSON}assets/a.svg").status_code == 404
