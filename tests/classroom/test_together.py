"""A class that goes together: pace, pause, what is shown; and what is left when somebody goes, or everything ends."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clusterviz.live import registry, visitor
from clusterviz.models import ClusterRecord
from lessons.models import Progress, Recall, ResumeCode
from tutorial.classroom import rooms
from tutorial.classroom.models import Act, Room, Seat

from .conftest import LESSON, bar, browser, cluster_of, do, join, open_room, seat, teacher

pytestmark = pytest.mark.django_db(transaction=True)
FIRST, SECOND, THIRD = "three-copies", "power-off", "patience"


def at_lesson(room: Room, name: str, lesson: str = LESSON) -> Client:
    client = join(room, name)
    assert client.get(f"/learn/{lesson}/").status_code == 200
    return client


def host_of(client: Client) -> registry.Host:
    return registry.host_of(cluster_of(client))


def step(name: str) -> str:
    return f"/learn/{LESSON}/{name}/"


# -- pace -----------------------------------------------------------------------------------------------------------------


def test_a_class_that_goes_together_is_at_one_step_and_one_that_goes_up_to_a_step_may_look_back() -> None:
    ada = teacher()
    room = open_room(ada)
    noor = at_lesson(room, "Noor")
    assert noor.get(step(THIRD)).status_code == 200, "at their own pace they go where they like"
    do(ada, room, "push", step=SECOND)
    do(ada, room, "pace", pace="upto")
    assert [noor.get(step(name)).status_code for name in (FIRST, SECOND, THIRD)] == [200, 200, 302]
    pushed = Room.objects.get().push
    do(ada, room, "pace", pace="together")
    assert Room.objects.get().push == pushed + 1, "everybody is fetched"
    assert [noor.get(step(name)).status_code for name in (FIRST, SECOND, THIRD)] == [302, 200, 302]
    assert noor.get(step(THIRD))["Location"] == step(SECOND)
    assert "You go together, at step 2" in bar(noor, room)


def test_the_lesson_opens_where_the_class_allows_it() -> None:
    ada = teacher()
    room = open_room(ada)
    noor = at_lesson(room, "Noor")
    noor.get(step(THIRD))
    assert noor.get(f"/learn/{LESSON}/").status_code == 200
    do(ada, room, "pace", pace="upto")
    assert noor.get(f"/learn/{LESSON}/")["Location"] == step(FIRST), "they were beyond it"
    assert noor.get(f"/learn/{LESSON}/whole/").status_code == 200, "to read, everything is there"


def test_an_open_page_is_sent_on_as_a_whole_and_never_gets_a_page_for_a_part() -> None:
    ada = teacher()
    room = open_room(ada)
    noor = at_lesson(room, "Noor")
    do(ada, room, "pace", pace="together")
    do(ada, room, "push", step=SECOND)
    part = {"hx-request": "true"}
    answer = noor.post(f"{step(FIRST)}act/", {"action": "0"}, headers=part)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, step(SECOND))
    assert noor.get(f"{step(FIRST)}todo/", headers=part).status_code == 200


# -- pause ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["remove", "block", "leave"])
def test_who_leaves_a_class_that_is_paused_has_their_time_back(how: str) -> None:
    ada = teacher()
    room = open_room(ada)
    noor = at_lesson(room, "Noor")
    do(ada, room, "pause")
    assert host_of(noor).held
    if how == "leave":
        noor.post(f"/room/{room.code}/do/leave/")
    else:
        ada.post(f"/teach/{room.code}/seat/{seat('Noor').pk}/{how}/")
    assert not host_of(noor).held
    assert host_of(noor).playhead.pace == "cinema"


def test_a_pause_holds_every_lesson_of_the_room_until_it_ends() -> None:
    ada = teacher()
    room = open_room(ada, "part-3")
    other = room.lessons[1]
    noor = at_lesson(room, "Noor", other)
    record = ClusterRecord.objects.get(owner=noor.session[visitor.KEY], purpose=f"lesson:{other}")
    do(ada, room, "pause")
    assert registry.host_of(record).held
    do(ada, room, "lesson", lesson=room.lessons[2])
    assert registry.host_of(record).held
    do(ada, room, "pause")
    assert not registry.host_of(record).held


def test_a_learner_who_waits_at_the_door_is_not_held() -> None:
    ada = teacher()
    room = open_room(ada, approval="yes")
    noor = at_lesson(room, "Noor")
    do(ada, room, "pause")
    bar(noor, room)
    assert not host_of(noor).held
    ada.post(f"/teach/{room.code}/seat/{seat('Noor').pk}/approve/")
    assert host_of(noor).held


# -- begin again ----------------------------------------------------------------------------------------------------------


def test_a_reset_of_one_learner_loads_their_page_anew_and_no_other() -> None:
    ada = teacher()
    room = open_room(ada)
    noor, ivo = at_lesson(room, "Noor"), at_lesson(room, "Ivo")
    do(ada, room, "reset", seat=str(seat("Noor").pk), step="")
    assert 'data-reload="1"' in bar(noor, room)
    assert 'data-reload="0"' in bar(ivo, room)
    do(ada, room, "reset", step="")
    assert 'data-reload="1"' in bar(noor, room), "Noor had begun nothing meanwhile"
    assert 'data-reload="1"' in bar(ivo, room)


def test_before_the_projector_no_name_is_told_not_even_by_the_undo_button() -> None:
    ada = teacher()
    room = open_room(ada)
    at_lesson(room, "Noor")
    do(ada, room, "reset", seat=str(seat("Noor").pk), step="")
    assert "of Noor again" in ada.get(f"/teach/{room.code}/").content.decode()
    hidden = ada.get(f"/teach/{room.code}/?names=off&seat={seat('Noor').pk}").content.decode()
    assert 'id="undo"' in hidden
    assert "Noor" not in hidden


def test_what_can_be_taken_back_stands_in_the_log_with_its_button() -> None:
    ada = teacher()
    room = open_room(ada)
    noor = at_lesson(room, "Noor")
    for fault in ("node-off", "slow-etcd"):
        do(ada, room, "chaos", chaos=fault)
    first = Act.objects.get(sentence__startswith="Power node-2 off")
    address = f"/teach/{room.code}/undo/{first.pk}/"
    assert address in ada.get(f"/teach/{room.code}/log/").content.decode()
    assert ada.post(address, {"back": "log"})["Location"] == f"/teach/{room.code}/log/"
    assert "node-2" not in host_of(noor).cluster.network.powered_off


# -- what is shown, and who looks -----------------------------------------------------------------------------------------


def test_who_follows_the_teacher_keeps_their_bar_and_is_sent_back_when_it_ends() -> None:
    ada = teacher()
    room = open_room(ada)
    noor = at_lesson(room, "Noor")
    ada.get(f"/learn/{LESSON}/")
    do(ada, room, "broadcast")
    shown = cluster_of(ada).pk
    html = noor.get(f"/c/{shown}/").content.decode()
    for part in ('id="fork"', 'id="to-lesson"', 'id="hand"', f"?following={shown}"):
        assert part in html, part
    address = f"/room/{room.code}/now/?following={shown}"
    assert "HX-Redirect" not in noor.get(address)
    do(ada, room, "broadcast")
    assert noor.get(address)["HX-Redirect"] == f"/learn/{LESSON}/"


def test_the_page_of_a_teacher_who_looks_on_knows_when_they_may_help() -> None:
    ada = teacher()
    room = open_room(ada)
    noor = at_lesson(room, "Noor")
    act = f"/teach/{room.code}/seat/{seat('Noor').pk}/"
    ada.post(f"{act}ask/")
    assert f'hx-get="{act}?watch=asked"' in ada.get(f"/c/{cluster_of(noor).pk}/").content.decode()
    assert "HX-Refresh" not in ada.get(f"{act}?watch=asked")
    noor.post(f"/room/{room.code}/do/consent/", {"answer": "yes"})
    assert ada.get(f"{act}?watch=asked")["HX-Refresh"] == "true"
    ada.post(f"{act}leave/")
    assert ada.get(f"{act}?watch=assist")["HX-Redirect"] == f"/teach/{room.code}/"


def test_nobody_is_watched_who_has_not_opened_the_lesson() -> None:
    ada = teacher()
    room = open_room(ada)
    noor = join(room, "Noor")
    assert ada.post(f"/teach/{room.code}/seat/{seat('Noor').pk}/watch/").status_code == 422
    assert "looks at your cluster" not in bar(noor, room)


def test_a_deed_of_the_boards_own_script_gets_the_part_that_changes_in_the_view_it_had() -> None:
    ada = teacher()
    room = open_room(ada)
    at_lesson(room, "Noor")
    asked = f"sort=name&names=off&step={SECOND}&seat={seat('Noor').pk}"
    answer = ada.post(f"/teach/{room.code}/do/eyes/", {"asked": asked}, headers={"X-Requested-With": "fetch"})
    html = answer.content.decode()
    assert html.startswith('<div id="board" class="projector"')
    assert asked.replace("&", "&amp;") in html
    assert "Noor" not in html
    refused = ada.post(f"/teach/{room.code}/do/invite/", {"name": "<b>"}, headers={"X-Requested-With": "fetch"})
    assert (refused.status_code, refused["X-Refused"]) == (200, "yes")
    assert refused.content.decode().startswith("No teacher here is called &lt;b&gt;.")
    assert ada.post(f"/teach/{room.code}/do/eyes/", {"asked": asked})["Location"] == f"/teach/{room.code}/?{asked}"
    assert ada.post(f"/teach/{room.code}/do/eyes/", {"asked": "x=//e.vil"})["Location"] == f"/teach/{room.code}/"


# -- teachers, and the end ------------------------------------------------------------------------------------------------


def test_a_teacher_leaves_a_room_to_another_but_never_to_nobody() -> None:
    ada, bob = teacher(), teacher("Bob")
    room = open_room(ada)
    me = str(room.teachers.get().pk)
    assert do(ada, room, "dismiss", teacher=me) == 422
    do(ada, room, "invite", name="Bob")
    answer = ada.post(f"/teach/{room.code}/do/dismiss/", {"teacher": me, "back": "roster"})
    assert answer["Location"] == "/teach/"
    assert [client.get(f"/teach/{room.code}/").status_code for client in (ada, bob)] == [404, 200]


def test_of_a_learner_who_is_deleted_nothing_is_left_not_even_an_old_name_or_what_was_put_aside() -> None:
    ada = teacher()
    room = open_room(ada)
    noor = at_lesson(room, "Noor")
    key = noor.session[visitor.KEY]
    act = f"/teach/{room.code}/seat/{seat('Noor').pk}"
    ada.post(f"{act}/ask/")
    ada.post(f"{act}/rename/", {"nickname": "Amira"})
    ada.post(f"{act}/rename/", {"nickname": "Zoe"})
    do(ada, room, "reset", step="")
    Recall.objects.create(visitor=key, lesson=LESSON, question="q", due=timezone.now())
    assert ResumeCode.objects.filter(visitor=key).exists()
    ada.post(f"{act}/forget/")
    for model in (Progress, Recall, ResumeCode):
        assert not model.objects.filter(visitor=key).exists(), model
    assert not ClusterRecord.objects.filter(owner=key).exists()
    told = " ".join(f"{one.sentence} {one.detail}" for one in Act.objects.all())
    assert [name for name in ("Noor", "Amira", "Zoe", key) if name in told] == []


def test_a_learner_who_is_deleted_here_keeps_what_they_have_elsewhere() -> None:
    ada = teacher()
    room, other = open_room(ada), open_room(ada)
    noor = at_lesson(room, "Noor")
    join(other, "Noor elsewhere", noor)
    key = noor.session[visitor.KEY]
    Progress.objects.create(visitor=key, lesson="another-lesson")
    ada.post(f"/teach/{room.code}/seat/{seat('Noor').pk}/forget/")
    assert Seat.objects.get().nickname == "Noor elsewhere"
    assert Progress.objects.get().lesson == "another-lesson"
    assert ResumeCode.objects.filter(visitor=key).exists()


def test_the_server_itself_purges_rooms_whose_time_is_over_with_what_was_put_aside() -> None:
    ada = teacher()
    room = open_room(ada)
    noor = at_lesson(room, "Noor")
    do(ada, room, "reset", step="")
    assert ClusterRecord.objects.filter(purpose__startswith="shelved:").count() == 1
    Room.objects.update(expires=timezone.now() - timedelta(seconds=1))
    rooms._purged_at.clear()
    visitor.sweep()
    assert not Room.objects.exists()
    assert not ClusterRecord.objects.filter(purpose__startswith="shelved:").exists()
    assert noor.get(f"/learn/{LESSON}/").status_code == 200
    assert browser().get(f"/join/{room.code}/").status_code == 404
