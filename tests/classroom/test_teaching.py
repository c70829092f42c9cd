"""The board and what a teacher does from it: push, pace, pause, vote, chaos, reset, broadcast, watch, help; and the tables after."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clusterviz.cluster.machinery.resources import DEPLOYMENTS
from clusterviz.live import limits, ownership, registry, visitor
from clusterviz.live.guests import guest_of
from clusterviz.models import ClusterRecord, Poke
from lessons.models import Progress
from tutorial.classroom import after, at_your_seat, board, stuck
from tutorial.classroom.models import Act, Ballot, Room, Seat

from .conftest import LESSON, bar, browser, cluster_of, do, join, open_room, seat, teacher

pytestmark = pytest.mark.django_db(transaction=True)
STEP = "three-copies"


def at_lesson(room: Room, name: str) -> Client:
    client = join(room, name)
    assert client.get(f"/learn/{LESSON}/").status_code == 200
    return client


def host_of(client: Client) -> registry.Host:
    return registry.host_of(cluster_of(client))


def deployments_of(client: Client) -> list[str]:
    return sorted(one["metadata"]["name"] for one in host_of(client).cluster.objects(DEPLOYMENTS))


# -- stuck ----------------------------------------------------------------------------------------------------------------


def test_who_needs_much_longer_or_tries_much_oftener_than_usual_is_stuck() -> None:
    times, tries = stuck.limits([60, 70, 80, 90, 100], [1, 1, 2, 2, 9])
    assert times == 80 + 120, "the floor: two minutes more than usual are nothing"
    assert tries == pytest.approx(2 + 3 * 1.4826)
    assert stuck.limits([60], [1]) == (stuck.UNKNOWN_S, stuck.UNKNOWN_TRIES)
    assert stuck.limit([0, 600, 1200], 120, 480) == pytest.approx(600 + 3 * 1.4826 * 600)


def test_the_board_shows_each_learner_and_puts_who_is_stuck_first() -> None:
    ada = teacher()
    room = open_room(ada)
    for name in ("Bao", "Carla", "Dilan"):
        at_lesson(room, name)
    now = int(timezone.now().timestamp())
    for name in ("Bao", "Carla"):
        row = Progress.objects.get(visitor=seat(name).visitor)
        row.steps[STEP] |= {"done": True, "first_s": now - 60, "done_s": now - 20, "tries": 1}
        row.save()
    dilan = Progress.objects.get(visitor=seat("Dilan").visitor)
    dilan.steps[STEP]["first_s"] = now - 900
    dilan.save()
    told = board.read(room)
    assert [(row.name, row.cells[0].state) for row in told.rows] == [
        ("Dilan", "stuck"), ("Bao", "done"), ("Carla", "done"),
    ]  # fmt: skip
    assert told.rows[0].cells[0].words == "15 min"
    assert "There is no Deployment web yet." in told.rows[0].why
    hidden = board.read(room, named=False)
    assert [row.name for row in hidden.rows] == ["Learner 3", "Learner 1", "Learner 2"]
    assert [row.name for row in board.read(room, "name").rows] == ["Bao", "Carla", "Dilan"]
    html = ada.get(f"/teach/{room.code}/live/?names=off").content.decode()
    assert "Dilan" not in html
    assert "1 stuck" in html


def test_deeds_on_an_open_step_are_tries() -> None:
    room = open_room(teacher())
    noor = at_lesson(room, "Noor")
    for _ in range(13):
        host_of(noor).run_until_answered(host_of(noor).run("kubectl get pods"))
    cell = board.read(room).rows[0].cells[0]
    assert (cell.state, cell.words.endswith("13×")) == ("stuck", True)


def test_three_hundred_rows_take_as_many_queries_as_three() -> None:
    ada = teacher()
    room = open_room(ada)
    counts = []
    for many in (3, 300):
        have = room.seats.count()
        for number in range(have + 1, many + 1):
            Seat.objects.create(room=room, visitor=f"v{number}", number=number, nickname=f"N{number}")
            Progress.objects.create(
                visitor=f"v{number}",
                lesson=LESSON,
                step=STEP,
                steps={STEP: {"since": 1, "first_s": 1, "moment": [0, 0, 0]}},
            )
            record = ClusterRecord.objects.create(
                owner=f"v{number}", purpose=f"lesson:{LESSON}", seed=1, epoch_ms=0, model_version="1"
            )
            Poke.objects.bulk_create(
                Poke(cluster=record, number=n, fired=0, at_ms=0, who="you", what="run", content={}) for n in range(1, 4)
            )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert ada.get(f"/teach/{room.code}/live/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1], counts


# -- what a teacher does ----------------------------------------------------------------------------------------------------


def test_a_push_a_pace_and_a_pause_reach_the_learners_cluster() -> None:
    ada = teacher()
    room = open_room(ada)
    noor = at_lesson(room, "Noor")
    host = host_of(noor)
    assert do(ada, room, "pause") == 302
    assert host.held
    host.set_pace("10")
    assert host.playhead.pace == "paused", "nobody starts time while the class is paused"
    assert host.frame_extra["room"] == Room.objects.get().version
    assert "has paused all clusters" in bar(noor, room)
    assert do(ada, room, "pause") == 302
    assert host.playhead.pace == "cinema"
    assert do(ada, room, "eyes") == 302
    assert "Eyes up" in bar(noor, room)
    assert do(ada, room, "eyes") == 302
    assert do(ada, room, "pace", pace="upto") == 302
    answer = noor.get(f"/learn/{LESSON}/power-off/")
    assert (answer.status_code, answer["Location"]) == (302, f"/learn/{LESSON}/{STEP}/")
    assert do(ada, room, "push", step="power-off") == 302
    assert noor.get(f"/learn/{LESSON}/power-off/").status_code == 200
    assert f'data-go="/learn/{LESSON}/power-off/"' in bar(noor, room)
    assert browser().get(f"/learn/{LESSON}/patience/").status_code == 200, "who sits in no room goes where they like"
    assert do(ada, room, "pace", pace="backwards") == do(ada, room, "push", step="no-such") == 422
    assert do(ada, room, "no-such-deed") == 404


def test_a_vote_is_secret_until_it_is_shown_and_can_be_taken_again() -> None:
    ada = teacher()
    room = open_room(ada)
    noor, ivo = join(room, "Noor"), join(room, "Ivo")
    assert do(ada, room, "vote", question="power-off/how-long") == 302
    address = f"/room/{room.code}/do/vote/"
    assert noor.post(address, {"answer": "no-such"}).status_code == 429
    for client, answer in ((noor, "10s"), (ivo, "50s"), (noor, "50s")):
        assert client.post(address, {"answer": answer}).status_code == 302
    assert Ballot.objects.count() == 2, "a changed mind is one vote"
    assert 'class="hist"' not in bar(noor, room)
    assert do(ada, room, "reveal") == 302
    assert "<b>2</b>" in bar(noor, room)
    assert 'You voted: <b translate="no">50 s</b>' in bar(noor, room)
    assert noor.post(address, {"answer": "1s"}).status_code == 429
    assert do(ada, room, "revote") == 302
    assert noor.post(address, {"answer": "1s"}).status_code == 302
    room.refresh_from_db()
    html = ada.get(f"/teach/{room.code}/").content.decode()
    assert "Round 1" in html
    assert "Round 2" in html
    assert do(ada, room, "end-vote") == 302
    assert "vote-ask" not in bar(noor, room)


def test_who_bet_already_is_asked_whether_they_stay_with_it_and_who_did_not_is_asked_afresh() -> None:
    ada = teacher()
    room = open_room(ada)
    noor, ivo = at_lesson(room, "Noor"), join(room, "Ivo")
    noor.get(f"/learn/{LESSON}/power-off/")
    row = Progress.objects.get(visitor=seat("Noor").visitor)
    row.of_step("power-off")["bets"] = {"how-long": "10s"}
    row.save()
    do(ada, room, "vote", question="power-off/how-long")
    label = at_your_seat.question_of(Room.objects.get().vote).options["10s"]  # type: ignore[union-attr]
    asked = bar(noor, room)
    assert f'You bet: <b translate="no">{label}</b>. Do you stay with it?' in asked
    assert asked.count("I stay with it") == 1
    assert "You bet" not in bar(ivo, room)
    noor.post(f"/room/{room.code}/do/vote/", {"answer": "50s"})
    assert "You bet" not in bar(noor, room), "they have answered"
    do(ada, room, "revote")
    assert "Last time you voted:" in bar(noor, room)
    assert "You bet" not in bar(noor, room)


def test_who_missed_steps_may_catch_up_and_nobody_else_is_asked_to() -> None:
    ada = teacher()
    room = open_room(ada)
    noor, ivo = at_lesson(room, "Noor"), at_lesson(room, "Ivo")
    row = Progress.objects.get(visitor=seat("Noor").visitor)
    row.of_step(STEP)["done"] = True
    row.save()
    assert do(ada, room, "push", step="power-off") == 302
    for client in (noor, ivo):
        client.get(f"/learn/{LESSON}/power-off/")
    assert "Catch up" not in bar(noor, room)
    assert "Catch up: 1 step<" in bar(ivo, room), "at the step, but without what was done before it"
    assert ivo.post(f"/room/{room.code}/do/catch-up/").status_code == 302
    assert "Catch up" not in bar(ivo, room)


def test_the_board_says_one_learner_and_two_learners() -> None:
    ada = teacher()
    room = open_room(ada)
    join(room, "Noor")
    html = ada.get(f"/teach/{room.code}/live/").content.decode()
    assert 'data-said="1 learner, 0 stuck, 0 hands"' in html
    assert "</span>: 1 learner, 0 stuck. Arrows" in html
    join(room, "Ivo")
    assert 'data-said="2 learners, 0 stuck, 0 hands"' in ada.get(f"/teach/{room.code}/live/").content.decode()


def test_chaos_is_in_every_cluster_under_the_teachers_name_and_can_be_taken_back() -> None:
    ada = teacher()
    room = open_room(ada)
    clients = [at_lesson(room, name) for name in ("Noor", "Ivo")]
    stranger = browser()
    stranger.get(f"/learn/{LESSON}/")
    for name in ("node-off", "cut-link", "slow-etcd", "stop-scheduler"):
        assert do(ada, room, "chaos", chaos=name) == 302
        assert Act.objects.first().sentence.endswith("in 2 of 2 clusters"), name
    networks = [host_of(client).cluster.network for client in (*clients, stranger)]
    assert ["node-2" in network.powered_off for network in networks] == [True, True, False]
    poke = cluster_of(clients[0]).pokes.first()
    assert (poke.who, poke.content["verb"]) == ("Ada", "node.off")
    for act in Act.objects.exclude(detail={}):
        assert ada.post(f"/teach/{room.code}/undo/{act.pk}/").status_code == 302
    assert ["node-2" in network.powered_off for network in networks] == [False] * 3
    assert host_of(clients[0]).cluster.components["kube-scheduler"].running
    assert ada.post(f"/teach/{room.code}/undo/{act.pk}/").status_code == 422
    assert do(ada, room, "chaos", chaos="no-such") == 422


def test_what_is_too_busy_to_be_mended_can_be_taken_back_once_more() -> None:
    ada = teacher()
    room = open_room(ada)
    clients = [at_lesson(room, name) for name in ("Noor", "Ivo")]
    assert do(ada, room, "chaos", chaos="node-off") == 302
    act = Act.objects.exclude(detail={}).get()
    busy = host_of(clients[1])
    busy.broken = True  # as one that nothing can be done to just now
    assert ada.post(f"/teach/{room.code}/undo/{act.pk}/").status_code == 302
    assert "in 1 clusters, and not yet in 1" in Act.objects.first().sentence
    busy.broken = False
    assert ["node-2" in host_of(client).cluster.network.powered_off for client in clients] == [False, True]
    assert ada.post(f"/teach/{room.code}/undo/{act.pk}/").status_code == 302
    assert "node-2" not in busy.cluster.network.powered_off
    assert ada.post(f"/teach/{room.code}/undo/{act.pk}/").status_code == 422


@pytest.mark.parametrize("step", ["", STEP])
def test_a_reset_begins_again_and_can_be_taken_back(step: str) -> None:
    ada = teacher()
    room = open_room(ada)
    assert do(ada, room, "reset", step=step) == 422
    noor = at_lesson(room, "Noor")
    first = cluster_of(noor).pk
    host_of(noor).run("kubectl create deployment web --image=nginx --replicas=3")
    assert do(ada, room, "reset", step=step) == 302
    assert noor.get(f"/learn/{LESSON}/").status_code == 200
    second = cluster_of(noor)
    assert second.pk != first
    assert second.pokes.count() == 0
    act = Act.objects.exclude(detail={}).first()
    assert ada.post(f"/teach/{room.code}/undo/{act.pk}/").status_code == 302
    assert cluster_of(noor).pk == first
    assert cluster_of(noor).pokes.count() == 1
    # Its page is still open, and hears where to go; the next reset clears it away.
    assert ClusterRecord.objects.get(pk=second.pk).purpose == visitor.SHELF + second.purpose
    assert noor.get(f"/c/{second.pk}/tree/").status_code == 200
    assert do(ada, room, "reset", step=step) == 302
    assert not ClusterRecord.objects.filter(pk=second.pk).exists()


@pytest.mark.parametrize("step", ["", STEP])
def test_what_begins_again_may_be_in_another_process_or_asleep(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ownership, "_begin_to_beat", ownership.beat)
    monkeypatch.setattr(ownership, "NAME", "one")
    monkeypatch.setattr(ownership, "SILENT_S", 3600.0)  # the machine may be busy
    ada = teacher()
    room = open_room(ada)
    noor, ivo = at_lesson(room, "Noor"), at_lesson(room, "Ivo")
    for client in (noor, ivo):
        host_of(client).run("kubectl create deployment web --image=nginx --replicas=3")
        host_of(client).cluster.run_for(5_000)
    was = [cluster_of(client).pk for client in (noor, ivo)]
    hosts = [registry._hosts.pop(pk) for pk in was]  # this is another process now, and Ivo's cluster sleeps
    ownership.release(was[1], hosts[1].journal.epoch)
    monkeypatch.setattr(ownership, "NAME", "two")
    came = ownership.ONLY_MINE.set(True)
    try:
        assert do(ada, room, "reset", step=step) == 302
    finally:
        ownership.ONLY_MINE.reset(came)
    act = Act.objects.exclude(detail={}).first()
    assert act.sentence.endswith(" of 2 learners again")
    assert not ClusterRecord.objects.get(pk=was[0]).wanted_by, "and nobody asks for the cluster that is put aside"
    for client in (noor, ivo):
        assert client.get(f"/learn/{LESSON}/").status_code == 200
        assert cluster_of(client).pk not in was
        assert deployments_of(client) == ["coredns"]
    assert ada.post(f"/teach/{room.code}/undo/{act.pk}/").status_code == 302
    assert [cluster_of(client).pk for client in (noor, ivo)] == was
    monkeypatch.setattr(ownership, "NAME", "one")
    registry._hosts[was[0]] = hosts[0]
    hosts[0].run("kubectl get pods")  # the process that had it has it still
    assert deployments_of(noor) == ["coredns", "web"]


def test_who_began_again_too_often_is_counted_and_never_taken_for_one_who_has_not_begun() -> None:
    ada = teacher()
    room = open_room(ada)
    noor, _ivo = at_lesson(room, "Noor"), at_lesson(room, "Ivo")
    spent = limits.Buckets(per_s=0.001, at_once=1)
    spent.take(noor.session[visitor.KEY])
    visitor._creations = spent
    assert do(ada, room, "reset", step=STEP) == 302
    told = "began the step of 1 learner again; 1 must wait a moment, as theirs began again too often"
    assert Act.objects.first().sentence == told
    refused = ada.post(f"/teach/{room.code}/do/reset/", {"step": STEP}).content.decode()
    assert "Nobody has begun that yet" not in refused
    assert "Try again in" in refused


def test_a_teacher_watches_asks_helps_under_their_name_and_hands_back() -> None:
    ada = teacher()
    room = open_room(ada)
    noor = at_lesson(room, "Noor")
    base = f"/c/{cluster_of(noor).pk}/"
    act = f"/teach/{room.code}/seat/{seat('Noor').pk}"
    assert ada.get(base).status_code == 404
    assert ada.post(f"{act}/watch/")["Location"] == base
    assert "Cluster of Noor" in ada.get(base).content.decode()
    assert "Ada looks at your cluster" in bar(noor, room)
    assert ada.post(f"{base}run", {"line": "kubectl get nodes"}).status_code == 404
    ada.post(f"{act}/ask/")
    assert ada.post(f"{base}run", {"line": "kubectl get nodes"}).status_code == 404
    noor.post(f"/room/{room.code}/do/consent/", {"answer": "yes"})
    assert ada.post(f"{base}run", {"line": "kubectl get nodes"}).status_code == 302
    assert cluster_of(noor).pokes.get().who == "Ada"
    assert teacher("Bob").get(base).status_code == 404
    noor.post(f"/room/{room.code}/do/consent/", {"answer": "no"})
    assert ada.post(f"{base}poke", {"verb": "node.off", "subject": "node-2"}).status_code == 404
    ada.post(f"{act}/leave/")
    assert ada.get(base).status_code == 404
    assert "looks at your cluster" not in bar(noor, room)


def test_a_class_follows_the_teachers_cluster_and_takes_copies_of_it() -> None:
    ada = teacher()
    room = open_room(ada)
    noor = at_lesson(room, "Noor")
    assert do(ada, room, "broadcast") == 422
    ada.get(f"/learn/{LESSON}/")
    host_of(ada).run("kubectl create deployment web --image=nginx")
    assert do(ada, room, "broadcast") == 302
    base = f"/c/{cluster_of(ada).pk}/"
    assert base in bar(noor, room)
    assert noor.get(base).status_code == 200
    assert noor.post(f"{base}run", {"line": "kubectl get pods"}).status_code == 404
    assert browser().get(base).status_code == 404
    copy = noor.post(f"/room/{room.code}/do/fork/")["Location"]
    assert copy != base
    assert noor.post(f"{copy}run", {"line": "kubectl get deployments"}).status_code == 302
    assert "web" in registry.running(copy.split("/")[2]).prompt.runs[2].text
    assert do(ada, room, "broadcast") == 302
    assert noor.get(base).status_code == 404
    assert guest_of(noor.session[visitor.KEY], cluster_of(ada)) is None


# -- after ------------------------------------------------------------------------------------------------------------------


def read_csv(client: Client, room: Room, kind: str) -> list[list[str]]:
    answer = client.get(f"/teach/{room.code}/export/{kind}.csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_tables_say_what_happened_and_no_cell_is_a_formula() -> None:
    ada = teacher()
    room = open_room(ada)
    at_lesson(room, "=HYPERLINK(0)")
    row = Progress.objects.get()
    row.steps[STEP] |= {
        "done": True, "first_s": 1_000_000_000, "done_s": 1_000_000_090, "tries": 2, "hints_used": 1,
        "first_bets": {"q": "a"}, "outcomes": {"q": "a"},
    }  # fmt: skip
    row.save()
    learners, steps = read_csv(ada, room, "learners"), read_csv(ada, room, "steps")
    assert learners[1][0] == "'=HYPERLINK(0)"
    assert learners[1][2] == "1"
    assert len(steps) == 1 + 4
    assert steps[1] == [
        "'=HYPERLINK(0)", LESSON, STEP, "done", "2", "1", "no", "2001-09-09 01:46:40", "2001-09-09 01:48:10", "90", "1", "1", "q: a",
    ]  # fmt: skip
    assert read_csv(ada, room, "moodle")[1][-1] == "25"
    canvas = read_csv(ada, room, "canvas")
    assert canvas[0][:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert canvas[1][0] == "Points Possible"
    assert ada.get(f"/teach/{room.code}/export/no-such.csv").status_code == 404
    html = ada.get(f"/teach/{room.code}/report/").content.decode()
    assert "HYPERLINK" not in html
    assert "<svg" in html
    assert "2 min" not in html
    assert "1 min" in html


@pytest.mark.parametrize("begins", after.BEGINS_A_FORMULA)
def test_a_cell_never_begins_a_formula(begins: str) -> None:
    assert after.harmless(f"{begins}1+1") == f"'{begins}1+1"
    assert after.harmless(-1) == "-1"
