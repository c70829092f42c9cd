"""A launch from a platform: who is in order comes in, and who is not is told why."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from django.test import Client
from jwcrypto.jwk import JWK
from lti_tool.models import LtiRegistration

from clusterviz.live import visitor
from tests.classroom.conftest import browser, do, open_room, teacher
from tutorial.classroom.models import Room, Seat
from tutorial.lti.models import Person, Score, Ticket, Used

from .conftest import arrive, begin, launch
from .platform import INSTRUCTOR, LEARNER, LTI, Platform

LESSON = "a-node-dies"


def told(answer: Any) -> str:
    """What a page says, in one line."""
    return " ".join(answer.content.decode().split())


def test_a_learner_says_their_name_and_is_in_the_lesson(platform: Platform) -> None:
    noor = browser()
    answer = launch(platform, noor, platform.comes("noor", "Noor Ali"))
    page = noor.get(answer["Location"])
    assert 'value="Noor Ali"' in told(page)  # the platform's name is only offered
    assert "How many steps you have done is told to Moodle" in told(page)
    assert not Seat.objects.exists()  # nothing is stored before they agree
    answer = noor.post(answer["Location"], {"nickname": "Noor"})
    assert (answer.status_code, answer["Location"]) == (302, f"/learn/{LESSON}/")
    seat = Seat.objects.get()
    assert (seat.nickname, seat.state, seat.room.title) == ("Noor", "in", "Monday")
    assert noor.session[visitor.KEY] == seat.visitor
    assert noor.get(f"/learn/{LESSON}/").status_code == 200


def test_a_name_must_be_one(platform: Platform) -> None:
    noor = browser()
    answer = arrive(platform, noor, platform.comes("noor"), nickname="")
    assert answer.status_code == 422
    assert "A name has 1 to 30 characters." in told(answer)
    assert not Seat.objects.exists()


def test_who_comes_again_is_the_same_and_is_not_asked_again(platform: Platform) -> None:
    noor = browser()
    arrive(platform, noor, platform.comes("noor"), nickname="Noor")
    answer = launch(platform, noor, "noor")
    assert noor.get(answer["Location"])["Location"] == f"/learn/{LESSON}/"
    elsewhere = browser()
    page = elsewhere.get(launch(platform, elsewhere, "noor")["Location"])
    assert "Moodle says that you are <strong>Noor</strong>" in told(page)
    assert arrive(platform, elsewhere, "noor")["Location"] == f"/learn/{LESSON}/"
    assert elsewhere.session[visitor.KEY] == noor.session[visitor.KEY]
    assert Seat.objects.count() == 1


def test_the_next_one_at_the_same_browser_is_somebody_else(platform: Platform) -> None:
    shared = browser()
    shared.get(f"/learn/{LESSON}/")
    before = shared.session[visitor.KEY]
    keys = {before}
    for hint in ("noor", "ivo"):
        arrive(platform, shared, platform.comes(hint), nickname=hint)
        keys.add(shared.session[visitor.KEY])
    assert len(keys) == 3
    assert set(Seat.objects.values_list("nickname", flat=True)) == {"noor", "ivo"}


def test_no_mail_address_and_no_name_is_stored(platform: Platform) -> None:
    from django.core import serializers

    arrive(platform, browser(), platform.comes("noor", "Noor Ali"), nickname="N")
    rows = [
        *Person.objects.all(),
        *Score.objects.all(),
        *Seat.objects.all(),
        *Used.objects.all(),
        *Ticket.objects.all(),
    ]
    stored = serializers.serialize("json", rows)
    assert "user-noor" in stored
    assert "school.example" not in stored
    assert "Ali" not in stored


def test_a_teacher_lands_on_the_board_and_the_class_of_the_link_is_theirs(platform: Platform) -> None:
    arrive(platform, browser(), platform.comes("noor"), nickname="Noor")
    room = Room.objects.get()
    ada = browser()
    ada.get("/")
    answer = arrive(platform, ada, platform.comes("ada", "Ada Lovelace", INSTRUCTOR))
    assert answer["Location"] == f"/teach/{room.code}/"
    assert "Noor" in told(ada.get(answer["Location"]))
    assert list(room.teachers.values_list("username", flat=True)) == ["Ada Lovelace (Moodle)"]
    assert launch_again(platform, ada, "ada")["Location"] == f"/teach/{room.code}/"


def launch_again(platform: Platform, client: Client, hint: str) -> Any:
    return client.get(launch(platform, client, hint)["Location"])


def test_a_teacher_of_a_platform_writes_no_lessons_and_sees_no_other_room(platform: Platform) -> None:
    ada, eve = browser(), browser()
    first = arrive(platform, ada, platform.comes("ada", "Ada", INSTRUCTOR))["Location"]
    arrive(platform, eve, platform.comes("eve", "Eve", INSTRUCTOR, resource="link-2"))
    assert (ada.get(first).status_code, eve.get(first).status_code) == (200, 404)
    assert ada.get("/studio/").status_code == 404
    assert "/studio/" not in told(ada.get("/teach/"))


@pytest.mark.parametrize(
    "role",
    [
        "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor",
        "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",
        "http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor",
    ],
)
def test_who_teaches_elsewhere_is_a_learner_here(platform: Platform, role: str) -> None:
    arrive(platform, browser(), platform.comes("bob", role=role), nickname="Bob")
    assert Seat.objects.get().nickname == "Bob"


def test_a_link_that_opens_nothing_yet_is_chosen_by_the_teacher(platform: Platform) -> None:
    nothing: dict[str, Any] = {LTI + "custom": {}}
    noor = browser()
    answer = launch(platform, noor, platform.comes("noor", **nothing))
    assert "Your teacher has not chosen yet what this opens." in told(noor.get(answer["Location"]))
    ada = browser()
    hint = platform.comes("ada", "Ada", INSTRUCTOR, **nothing)
    assert "Choose a lesson, a part or a room." in told(arrive(platform, ada, hint, what="no-such"))
    board = arrive(platform, ada, hint, what="part-1")["Location"]
    assert board == f"/teach/{Room.objects.get().code}/"
    assert arrive(platform, noor, "noor", nickname="Noor").status_code == 302


def test_a_link_to_a_room_lets_learners_in_and_makes_nobody_its_teacher(platform: Platform) -> None:
    grace = teacher("Grace")
    room = open_room(grace)
    named: dict[str, Any] = {LTI + "custom": {"room": room.spoken}}
    arrive(platform, browser(), platform.comes("noor", **named), nickname="Noor")
    assert Seat.objects.get().room == room
    answer = arrive(platform, browser(), platform.comes("ada", "Ada", INSTRUCTOR, **named))
    assert (answer.status_code, "One who does can invite you there, as Ada (Moodle)." in told(answer)) == (403, True)
    assert list(room.teachers.values_list("username", flat=True)) == ["Grace"]
    assert do(grace, room, "invite", name="Ada (Moodle)") == 302
    assert arrive(platform, browser(), "ada")["Location"] == f"/teach/{room.code}/"


def test_a_link_to_what_is_not_there_says_so(platform: Platform) -> None:
    for hint, role in (("noor", LEARNER), ("ada", INSTRUCTOR)):
        gone: dict[str, Any] = {LTI + "custom": {"lesson": "no-such"}}
        answer = arrive(platform, browser(), platform.comes(hint, role=role, **gone), nickname="Noor")
        assert (answer.status_code, "there is no such lesson here" in told(answer)) == (404, True)


# -- refused --------------------------------------------------------------------------------------------------------------


def unsigned(platform: Platform) -> None:
    platform.sign = lambda claims: jwt.encode(claims, "", algorithm="none", headers={"kid": "key-1"})


def signed_with_a_shared_secret(platform: Platform) -> None:
    """The old trick: the public key, which everybody has, as a secret."""
    platform.sign = lambda claims: jwt.encode(claims, "x" * 64, algorithm="HS256", headers={"kid": "key-1"})


def signed_by_somebody_else(platform: Platform) -> None:
    other = JWK.generate(kty="RSA", size=2048).export_to_pem(private_key=True, password=None)
    platform.sign = lambda claims: jwt.encode(claims, other, algorithm="RS256", headers={"kid": "key-1"})


def of_an_unknown_key(platform: Platform) -> None:
    platform.sign = lambda claims: platform.signed(claims, kid="key-2")


def no_token(platform: Platform) -> None:
    platform.sign = lambda claims: "no.token"


def spoiled(**changes: Any) -> Callable[[Platform], None]:
    def spoil(platform: Platform) -> None:
        platform.spoil = lambda claims: claims.update(changes)

    return spoil


WRONG = {
    "alg: none": (unsigned, 400, "is not signed as it must be (RS256, not none)"),
    "a shared secret": (signed_with_a_shared_secret, 400, "is not signed as it must be (RS256, not HS256)"),
    "another key": (signed_by_somebody_else, 400, "The signature under the message of Moodle is wrong."),
    "an unknown key": (of_an_unknown_key, 400, "signed with a key that Moodle does not have"),
    "no token": (no_token, 400, "The platform&#x27;s message is not in order"),
    "another nonce": (spoiled(nonce="n"), 400, "This answer belongs to another launch."),
    "another audience": (spoiled(aud="client-8"), 403, "with the client ID client-8 is known here"),
    "two audiences": (spoiled(aud=["client-7", "client-8"]), 400, "The platform&#x27;s message cannot be read."),
    "another issuer": (spoiled(iss="https://evil.example"), 403, "No platform https://evil.example"),
    "too old": (spoiled(iat=int(time.time()) - 7200, exp=int(time.time()) - 3600), 400, "message of Moodle is too old"),
    "unknown deployment": (
        spoiled(**{LTI + "deployment_id": "2"}),
        403,
        "The deployment 2 of Moodle is not known here.",
    ),
    "no deployment": (spoiled(**{LTI + "deployment_id": ""}), 400, "message cannot be read."),
    "nobody": (spoiled(sub=None), 400, "The message of Moodle is not in order"),
    "another version": (spoiled(**{LTI + "version": "1.1"}), 400, "Incorrect version, expected 1.3.0"),
    "not a text": (spoiled(nonce=[1]), 400, "The platform&#x27;s message cannot be read."),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_not_in_order_is_refused_with_a_sentence(platform: Platform, wrong: str) -> None:
    spoil, status, sentence = WRONG[wrong]
    spoil(platform)
    answer = launch(platform, browser(), platform.comes("noor"))
    assert sentence in told(answer)
    assert answer.status_code == status
    assert not Ticket.objects.exists()
    assert not Used.objects.exists()


def test_a_state_is_good_once(platform: Platform) -> None:
    noor = browser()
    form = begin(platform, noor, platform.comes("noor"))
    cookies = noor.cookies.output(header="", sep=";")
    assert noor.post("/lti/launch/", form).status_code == 302
    again = noor.post("/lti/launch/", form)
    assert (again.status_code, "in another browser, or was used already" in told(again)) == (400, True)
    noor.cookies.load(cookies)
    again = noor.post("/lti/launch/", form)
    assert (again.status_code, "This launch was used already." in told(again)) == (400, True)
    assert Ticket.objects.count() == 1


def test_a_state_of_another_browser_is_refused(platform: Platform) -> None:
    form = begin(platform, browser(), platform.comes("eve"))
    answer = browser().post("/lti/launch/", form)
    assert "This launch was begun in another browser" in told(answer)


@pytest.mark.parametrize("state", ["", "made-up", "IngiOg:1:x"])
def test_a_state_that_is_not_ours_is_refused(platform: Platform, state: str) -> None:
    noor = browser()
    form = begin(platform, noor, platform.comes("noor"))
    answer = noor.post("/lti/launch/", form | {"state": state})
    assert answer.status_code == 400
    assert "Open it from your course" in told(answer)


def test_a_state_is_good_for_ten_minutes(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    noor = browser()
    form = begin(platform, noor, platform.comes("noor"))
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 601)
    assert "begun more than ten minutes ago" in told(noor.post("/lti/launch/", form))


def test_a_platform_whose_keys_are_away_is_told_as_that(platform: Platform) -> None:
    LtiRegistration.objects.update(keyset_url="http://127.0.0.1:9/keys")
    answer = launch(platform, browser(), platform.comes("noor"))
    assert (answer.status_code, "Moodle does not answer when asked for its keys" in told(answer)) == (502, True)


def test_a_platform_that_nobody_added_is_not_sent_anybody(platform: Platform) -> None:
    for change in ({"iss": "https://evil.example"}, {"client_id": "client-8"}):
        answer = browser().post("/lti/login/", platform.begins("noor") | change)
        assert answer.status_code == 403
        assert "Who runs this server adds it" in told(answer)
    assert "This page is for learning platforms." in told(browser().get("/lti/login/"))


def test_a_ticket_opens_once_and_not_for_long(platform: Platform) -> None:
    noor = browser()
    ticket = launch(platform, noor, platform.comes("noor"))["Location"]
    assert noor.post(ticket, {"nickname": "Noor"}).status_code == 302
    assert (browser().get(ticket).status_code, browser().post(ticket, {"nickname": "E"}).status_code) == (404, 404)
    late = launch(platform, noor, "noor")["Location"]
    Ticket.objects.update(made=Ticket.objects.get().made.replace(year=2020))
    assert "older than ten minutes" in told(noor.get(late))


def test_inside_of_a_frame_nobody_comes_in_but_a_window_is_offered(platform: Platform) -> None:
    noor = browser()
    framed = {"sec-fetch-dest": "iframe"}
    form = begin(platform, noor, platform.comes("noor"))
    noor.cookies.clear()  # a browser sends none there
    answer = noor.post("/lti/launch/", form, headers=framed)
    assert answer.status_code == 200
    assert 'target="_blank"' in told(answer)
    assert f"frame-ancestors 'self' {platform.address}" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    refused = noor.post("/lti/launch/", form, headers=framed)
    assert "This launch was used already." in told(refused)
    assert f"frame-ancestors 'self' {platform.address}" in refused["Content-Security-Policy"]


def test_over_https_the_state_is_carried_by_a_cookie_that_comes_back_from_another_site(platform: Platform) -> None:
    answer = browser().post("/lti/login/", platform.begins(platform.comes("noor")), secure=True)
    (cookie,) = (morsel for name, morsel in answer.cookies.items() if name.startswith("__Host-lti-"))
    assert (cookie["samesite"], cookie["secure"], cookie["httponly"], cookie["path"]) == ("None", True, True, "/")
    assert cookie["max-age"] == 600


def test_the_first_address_of_a_launch_does_not_touch_the_database(
    platform: Platform, django_assert_max_num_queries: Any
) -> None:
    """Whoever calls it a thousand times leaves nothing behind."""
    with django_assert_max_num_queries(1):
        browser().post("/lti/login/", platform.begins(platform.comes("noor")))
