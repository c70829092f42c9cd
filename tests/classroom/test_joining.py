"""Rooms: a code, a name, a seat; the door, the roster, and the end of it."""

import math
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from clusterviz.live import visitor
from clusterviz.live.limits import Buckets
from clusterviz.models import ClusterRecord
from lessons.models import Progress
from tutorial.classroom import codes, qr, rooms
from tutorial.classroom.models import Act, Ballot, Room, Seat

from .conftest import LESSON, bar, browser, cluster_of, do, join, open_room, seat, teacher

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_code_has_39_bits_and_no_look_alikes() -> None:
    assert codes.LENGTH * math.log2(len(codes.ALPHABET)) >= 39
    assert not set("0O1IL") & set(codes.ALPHABET)
    assert codes.heard(" abcd-2345 ") == "ABCD2345"
    assert codes.heard("abcd-234") == codes.heard("ABCD-234O") == ""


def test_the_qr_code_is_a_picture_without_script_or_style() -> None:
    drawn = qr.drawn("http://class.example/join/ABCD2345/")
    assert drawn.startswith("<svg")
    assert "<script" not in drawn
    assert "style=" not in drawn


def test_a_learner_joins_with_code_and_name_confirms_and_gets_three_words() -> None:
    room = open_room(teacher())
    client = browser()
    assert client.post("/join/", {"code": room.spoken.lower()})["Location"] == f"/join/{room.code}/"
    html = client.get(f"/join/{room.code}/").content.decode()
    assert "are deleted on" in html
    assert not Seat.objects.exists()
    join(room, "Noor", client)
    assert seat("Noor").state == "in"
    html = client.post(f"/join/{room.code}/", {"nickname": "Noor", "sure": "yes"}).content.decode()
    words = re.search(r'id="words"[^>]*>([a-z]+ [a-z]+ [a-z]+)<', html)
    assert words is not None
    assert Seat.objects.count() == 1, "who joins again has the seat they had"
    elsewhere = browser()
    elsewhere.post("/resume/", {"words": words[1]})
    assert "Noor" in bar(elsewhere, room), "at another device it is the same seat"


def test_the_roster_is_never_shown_to_learners() -> None:
    ada = teacher()
    room = open_room(ada)
    noor, ivo = join(room, "Noor"), join(room, "Ivo")
    for address in (f"/learn/{LESSON}/", f"/room/{room.code}/now/", f"/join/{room.code}/", "/"):
        assert "Ivo" not in noor.get(address).content.decode(), address
    for page in ("", "live/", "roster/", "log/", "report/", "door/", "export/learners.csv"):
        assert noor.get(f"/teach/{room.code}/{page}").status_code == 302, page
        assert teacher("Bob").get(f"/teach/{room.code}/{page}").status_code == 404, page
        assert ada.get(f"/teach/{room.code}/{page}").status_code == 200, page
    assert ivo.get(f"/room/{room.code}/now/").status_code == 200


def test_wrong_codes_come_to_an_end_and_right_ones_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "_guesses", Buckets(per_s=1 / 1000, at_once=20))  # a slow machine gives none back
    room = open_room(teacher())
    for _ in range(30):
        assert browser().get(f"/join/{room.code}/").status_code == 200
    answers = []
    for number in range(21):
        guesser = browser()
        guesser.get("/join/")
        answers.append(guesser.post("/join/", {"code": f"ABCD-23{number:02}".replace("0", "Z").replace("1", "Y")}))
    assert [answer.status_code for answer in answers] == [404] * 20 + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    html = answers[-1].content.decode()
    assert "wrong codes" in html
    assert "<h1>" in html, "a page, from which one finds out again"


def test_a_class_behind_one_router_types_the_code_at_once() -> None:
    room = open_room(teacher())
    answers = [browser().post("/join/", {"code": room.spoken}) for _ in range(60)]
    assert {answer.status_code for answer in answers} == {302}


def test_a_closed_door_lets_nobody_in_but_who_sits_stays() -> None:
    ada = teacher()
    room = open_room(ada)
    noor = join(room, "Noor")
    assert do(ada, room, "door") == 302
    answer = browser().post(f"/join/{room.code}/", {"nickname": "Ivo", "sure": "yes"})
    assert (answer.status_code, "closed" in answer.content.decode()) == (429, True)
    assert "Noor" in bar(noor, room)


def test_teachers_let_in_rename_remove_and_block() -> None:
    ada = teacher()
    room = open_room(ada, approval="yes")
    noor = join(room, "Noor")
    assert "has not let you in yet" in bar(noor, room)
    assert "asks to come in" in ada.get(f"/teach/{room.code}/").content.decode()
    act = f"/teach/{room.code}/seat/{seat('Noor').pk}"
    ada.post(f"{act}/approve/")
    assert "has not let you in" not in bar(noor, room)
    ada.post(f"{act}/rename/", {"nickname": "Noor A."})
    assert "Noor A." in bar(noor, room)
    ada.post(f"{act}/remove/")
    assert bar(noor, room) == ""
    join(room, "Noor again", noor)
    ada.post(f"{act}/block/")
    assert noor.post(f"/join/{room.code}/", {"nickname": "Noor", "sure": "yes"}).status_code == 429
    said = list(Act.objects.order_by("id").values_list("who", "sentence"))
    assert said[0] == ("Ada", "opened the room")
    assert ("Ada", "let Noor in") in said
    assert said[-1] == ("Ada", "blocked Noor again")


def test_who_is_taken_out_makes_room_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "SEATS", 2)
    room = open_room(teacher())
    for name in ("Noor", "Ivo"):
        join(room, name)
    late, address = browser(), f"/join/{room.spoken.lower()}/"
    late.get(address)
    late.post(address, {"nickname": "Ada"})
    full = late.post(address, {"nickname": "Ada", "sure": "yes"})
    assert "it is full" in full.content.decode()
    Seat.objects.filter(nickname="Noor").update(state="blocked")
    join(room, "Ada", late)
    assert sorted(Seat.objects.values_list("number", "nickname", "state")) == [
        (1, "Noor", "blocked"),
        (2, "Ivo", "in"),
        (3, "Ada", "in"),
    ]


def test_everybody_who_waits_is_let_in_at_once() -> None:
    ada = teacher()
    room = open_room(ada, approval="yes")
    assert "your teacher lets you in" in browser().get(f"/join/{room.code}/").content.decode()
    assert ada.post(f"/teach/{room.code}/do/let-in/").status_code == 422
    noor = join(room, "Noor")
    assert 'id="let-all-in"' not in ada.get(f"/teach/{room.code}/").content.decode(), "one has a button of their own"
    ivo, lena = join(room, "Ivo"), join(room, "Lena")
    Seat.objects.filter(nickname="Lena").update(state="removed")
    html = ada.get(f"/teach/{room.code}/").content.decode()
    assert "2 learners ask to come in" in html
    assert 'id="let-all-in"' not in ada.get(f"/teach/{room.code}/?names=off").content.decode()
    assert ada.post(f"/teach/{room.code}/do/let-in/").status_code == 302
    assert Act.objects.first().sentence == "let in everybody who waited: 2 learners"
    assert [bool(bar(client, room)) for client in (noor, ivo, lena)] == [True, True, False]
    assert "has not let you in" not in bar(noor, room) + bar(ivo, room)


def test_one_person_at_two_seats_is_merged_and_both_devices_go_on() -> None:
    ada = teacher()
    room = open_room(ada)
    phone, laptop = join(room, "Noor"), join(room, "Nour")
    laptop.get(f"/learn/{LESSON}/")
    phone.get(f"/learn/{LESSON}/")
    Progress.objects.filter(visitor=laptop.session[visitor.KEY]).update(steps={"three-copies": {"done": True}})
    ada.post(f"/teach/{room.code}/seat/{seat('Nour').pk}/merge/", {"into": str(seat("Noor").number)})
    assert "Noor" in bar(laptop, room)
    assert laptop.session[visitor.KEY] == phone.session[visitor.KEY]
    assert Progress.objects.get(visitor=phone.session[visitor.KEY], lesson=LESSON).steps_done() == ["three-copies"]


def test_a_room_ends_after_thirty_days_and_purging_leaves_no_row() -> None:
    ada = teacher()
    room, other = open_room(ada), open_room(ada)
    noor = join(room, "Noor")
    assert timedelta(days=29) < room.expires - timezone.now() <= timedelta(days=30)
    assert do(ada, room, "purge", sure="wrong") == 422
    assert do(ada, room, "purge", sure=room.spoken) == 302
    assert [model.objects.count() for model in (Room, Seat, Act, Ballot)] == [1, 0, 1, 0]
    assert bar(noor, room) == ""
    Room.objects.filter(pk=other.pk).update(expires=timezone.now())
    assert ada.get(f"/teach/{other.code}/").status_code == 404
    rooms._purged_at.clear()
    ada.get("/teach/")
    assert not Room.objects.exists()


def test_one_learner_is_deleted_with_all_their_work() -> None:
    ada = teacher()
    room = open_room(ada)
    noor = join(room, "Noor")
    noor.get(f"/learn/{LESSON}/")
    key = noor.session[visitor.KEY]
    ada.post(f"/teach/{room.code}/seat/{seat('Noor').pk}/rename/", {"nickname": "Noor"})
    ada.post(f"/teach/{room.code}/seat/{seat('Noor').pk}/forget/")
    assert not Seat.objects.exists()
    assert not Progress.objects.filter(visitor=key).exists()
    assert not ClusterRecord.objects.filter(owner=key).exists()
    assert not Act.objects.filter(sentence__contains="Noor").exists()


def test_a_second_teacher_is_invited_and_a_stranger_is_not() -> None:
    ada, bob = teacher(), teacher("Bob")
    room = open_room(ada)
    assert do(ada, room, "invite", name="Nobody") == 422
    assert do(ada, room, "invite", name="Bob") == 302
    assert bob.get(f"/teach/{room.code}/").status_code == 200


def test_a_hand_is_raised_with_a_note_and_lowered() -> None:
    ada = teacher()
    room = open_room(ada)
    noor = join(room, "Noor")
    noor.post(f"/room/{room.code}/do/hand/", {"note": "Why <b>two</b>?"})
    html = ada.get(f"/teach/{room.code}/").content.decode()
    assert "Why &lt;b&gt;two&lt;/b&gt;?" in html
    assert "Lower your hand" in bar(noor, room)
    assert "Why" not in ada.get(f"/teach/{room.code}/?names=off").content.decode()
    noor.post(f"/room/{room.code}/do/lower/")
    assert "Raise your hand" in bar(noor, room)
    assert cluster_of_is_missing(noor)


def cluster_of_is_missing(client: object) -> bool:
    return not ClusterRecord.objects.exists()


def test_the_words_of_a_late_comer_play_the_steps_before() -> None:
    ada = teacher()
    room = open_room(ada)
    assert do(ada, room, "push", step="power-off") == 302
    noor = join(room, "Noor")
    assert noor.post(f"/room/{room.code}/do/catch-up/")["Location"] == f"/learn/{LESSON}/power-off/"
    kept = Progress.objects.get().steps["three-copies"]
    assert kept["done"] is kept["caught_up"] is True
    assert cluster_of(noor).pokes.filter(who="catching up").exists()
    assert "caught up" in ada.get(f"/teach/{room.code}/").content.decode()
