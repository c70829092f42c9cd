"""Who may come where: every address of the site × six kinds of people. An address without a row fails.

A row says what each gets: "in" (2xx, a redirect to a page of theirs, or a sentence about what they sent), "door" (asked to
sign in), "404" (there is nothing here, as for an address that nobody serves).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from clusterviz.live import visitor
from clusterviz.routing import websocket_urlpatterns
from lessons.studio import previewing
from lessons.studio.models import Draft, Version
from tutorial.asgi import application
from tutorial.classroom.models import Act, Room

from .conftest import LESSON, browser, cluster_of, join, open_room, seat, teacher

pytestmark = pytest.mark.django_db(transaction=True)
WHO = ("anonymous", "other learner", "learner", "other teacher", "teacher", "owner")
VERBS = ("get", "post", "put", "patch", "delete")

EVERYBODY = ("in",) * 6
NOWHERE = ("404",) * 6
OUT = ("door",) * 6  # who signs out is asked to sign in
OWN_CLUSTER = ("404", "404", "404", "404", "404", "in")  # the cluster's owner is a learner of the room
ROOM = ("404", "404", "in", "404", "404", "in")  # at a seat
TEACH = ("door", "door", "door", "404", "in", "door")  # a teacher of the room
ANY_TEACHER = ("door", "door", "door", "in", "in", "door")


def rows(row: tuple[str, ...], names: str) -> dict[str, tuple[str, ...]]:
    """The same row for each of these addresses."""
    return dict.fromkeys(names.split(), row)


ROWS = {
    **rows(
        OWN_CLUSTER,
        "cluster cluster-tree cluster-inspect cluster-story cluster-objects cluster-yaml cluster-events cluster-walks"
        " cluster-overlay cluster-inside cluster-complete cluster-create cluster-run cluster-apply cluster-poke"
        " cluster-pace cluster-step",
    ),
    **rows(
        EVERYBODY,
        "home hero new-cluster where-we-differ glossary source search recall resume resume-code language"
        " lesson lesson-step lesson-whole lesson-todo lesson-bet lesson-act lesson-turn lesson-hint lesson-solution"
        " lesson-undo lesson-reset lesson-reset-step lesson-sandbox"
        " join join-code sign-in teacher-link healthz readyz",
    ),
    **rows(EVERYBODY, "room-now"),  # empty for who sits in no room
    **rows(EVERYBODY, "metrics"),  # from this machine; from elsewhere it is a 404, see below
    **rows(NOWHERE, "lesson-asset"),  # this lesson has none
    **rows(OUT, "sign-out"),
    **rows(ROOM, "room-deed"),
    **rows(
        TEACH,
        "board board-live room-door teach-deed teach-undo roster teach-seat teach-visit room-log room-export room-report",
    ),
    **rows(
        ANY_TEACHER,
        "teach studio studio-import studio-begin draft draft-save draft-proof draft-prove draft-publish draft-unpublish"
        " draft-export draft-file draft-record draft-record-stop draft-record-accept draft-record-drop draft-versions"
        " draft-restore draft-delete studio-schema studio-format draft-arrive",
    ),
}


if settings.LTI:  # what a platform speaks to says what is wrong with it; a ticket that nobody gave out is none
    ROWS |= rows(EVERYBODY, "lti-login lti-launch lti-keys lti-choose") | rows(NOWHERE, "lti-arrive")


def patterns(found: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns)
        else:
            yield one


ADDRESSES = {pattern.name: pattern for pattern in patterns(get_resolver().url_patterns)}


def test_every_address_has_a_name_and_a_row_and_every_row_an_address() -> None:
    assert None not in ADDRESSES
    assert sorted(ADDRESSES.keys() - ROWS.keys()) == [], "say in ROWS who may come there"
    assert sorted(ROWS.keys() - ADDRESSES.keys()) == [], "these addresses are gone"


@pytest.fixture
def world() -> tuple[dict[str, Client], Room]:
    ada, bob = teacher("Ada"), teacher("Bob")
    room = open_room(ada)
    other_room = open_room(bob)
    people = {
        "anonymous": browser(),
        "other learner": join(other_room, "Eve"),
        "learner": join(room, "Ivo"),
        "other teacher": bob,
        "teacher": ada,
        "owner": join(room, "Noor"),
    }
    people["owner"].get(f"/learn/{LESSON}/")
    people["other learner"].get(f"/learn/{LESSON}/")
    return people, room


def outcome(answer: object) -> str:
    status = answer.status_code  # type: ignore[attr-defined]
    if status == 404:
        return "404"
    if status in (301, 302) and answer["Location"].startswith("/sign-in/"):  # type: ignore[index]
        return "door"
    assert status < 500, status
    return "in"


# `purge` and `forget` are tested elsewhere, and would end this world.
ARGUMENTS = {
    "kind": "steps",
    "step_id": "three-copies",
    "step": "three-copies",
    "lesson_id": LESSON,
    "token": "none",
    "ticket": "none",
    "user_id": 999_999,
    "version": 1,
    "path": "clusterviz/cluster/quiet.py",
}
NAMES = {"room-deed": "thanks", "teach-seat": "lower", "lesson-asset": "none.png"}
NOT_NOW = {  # a 404 says here: there is nothing like that to do just now, whoever asks
    "join", "join-code", "recall", "room-deed", "lesson-bet", "lesson-act", "lesson-turn", "lesson-hint", "lesson-solution",
    "hero", "draft-delete", "draft-record", "draft-record-stop", "draft-record-accept",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(ROWS))
def test_each_gets_what_the_matrix_says(name: str, world: tuple[dict[str, Client], Room]) -> None:
    people, room = world
    act = Act.objects.filter(room=room).first()
    assert act is not None
    known = ARGUMENTS | {"code": room.code, "seat_id": seat("Noor").pk, "act_id": act.pk, "number": a_draft().pk}
    known |= {"cluster_id": cluster_of(people["owner"]).pk, "name": NAMES.get(name, "door")}
    address = reverse(name, kwargs={key: known[key] for key in ADDRESSES[name].pattern.converters if key in known})
    for verb in VERBS:
        for who, client in people.items():
            told = ROWS[name][WHO.index(who)]
            answer = getattr(client, verb)(address)
            if answer.status_code == 405:
                continue  # refused before anybody is asked for, which gives nothing away
            allowed = {told, "404"} if told == "in" and verb != "get" and name in NOT_NOW else {told}
            assert outcome(answer) in allowed, (verb, who, answer)


def a_draft() -> Draft:
    """A lesson in the studio that cannot be read: its proof is told at once, by no process."""
    draft = Draft.objects.create(lesson="a-draft", title="A draft", head=1)
    Version.objects.create(draft=draft, number=1, text="Not a lesson", author_name="Ada")
    return draft


async def test_the_sockets_are_as_closed_as_the_pages() -> None:
    from asgiref.sync import sync_to_async

    assert [str(pattern.pattern) for pattern in websocket_urlpatterns] == ["c/<str:cluster_id>/ws"]

    @sync_to_async
    def make() -> tuple[dict[str, str], str]:
        ada, bob = teacher("Ada"), teacher("Bob")
        room = open_room(ada)
        noor, ivo = join(room, "Noor"), join(room, "Ivo")
        noor.get(f"/learn/{LESSON}/")
        people = {"noor": noor, "ivo": ivo, "ada": ada, "bob": bob}
        return {who: client.cookies["sessionid"].value for who, client in people.items()}, cluster_of(noor).pk

    cookies, cluster_id = await make()
    got = {}
    for who, cookie in {**cookies, "nobody": "", "stolen": "x" * 32}.items():
        headers = [(b"host", b"localhost:8000"), (b"origin", b"http://localhost:8000")]
        headers.append((b"cookie", f"sessionid={cookie}".encode()))
        socket = WebsocketCommunicator(application, f"/c/{cluster_id}/ws", headers=headers)
        got[who] = (await socket.connect())[0]
        await socket.disconnect()
    assert got == {"noor": True, "ivo": False, "ada": False, "bob": False, "nobody": False, "stolen": False}
    foreign = [(b"host", b"localhost:8000"), (b"origin", b"https://elsewhere.example")]
    foreign.append((b"cookie", f"sessionid={cookies['noor']}".encode()))
    assert not (await WebsocketCommunicator(application, f"/c/{cluster_id}/ws", headers=foreign).connect())[0]


def test_numbers_of_the_process_are_for_its_own_machine() -> None:
    ada = teacher()
    assert ada.get("/metrics").status_code == 200
    for elsewhere in ({"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}):
        assert ada.get("/metrics", **elsewhere).status_code == 404


def test_a_draft_is_previewed_by_teachers_only() -> None:
    ada, noor = teacher(), browser()
    address = f"/learn/{previewing.id_of(a_draft())}/"
    assert ada.get(address).status_code == 200
    assert noor.get(address).status_code == 404


def test_a_session_that_has_expired_opens_nothing() -> None:
    ada = teacher()
    room = open_room(ada)
    noor = join(room, "Noor")
    noor.get(f"/learn/{LESSON}/")
    base = f"/c/{cluster_of(noor).pk}/"
    assert (noor.get(base).status_code, ada.get(f"/teach/{room.code}/").status_code) == (200, 200)
    Session.objects.update(expire_date=timezone.now())
    assert noor.get(base).status_code == 404
    assert ada.get(f"/teach/{room.code}/")["Location"].startswith("/sign-in/")


def test_a_form_without_its_token_is_refused() -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    for address in ("/join/", "/sign-in/", "/sign-out/"):
        assert client.post(address, {"code": "ABCD2345"}).status_code == 403, address


def test_a_key_that_nobody_gave_out_opens_nothing() -> None:
    room = open_room(teacher())
    noor = join(room, "Noor")
    noor.get(f"/learn/{LESSON}/")
    thief = browser()
    thief.cookies["sessionid"] = "planted-by-somebody-0123456789ab"
    assert thief.get(f"/c/{cluster_of(noor).pk}/").status_code == 404
    thief.get(f"/join/{room.code}/")
    assert thief.cookies["sessionid"].value != "planted-by-somebody-0123456789ab"
    assert visitor.KEY in thief.session
