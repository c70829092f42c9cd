"""Who may come where: every address of the site × six kinds of people. An address without a row fails.

A row says what each gets: "in" (2xx, a redirect to a page of theirs, or a sentence about what they sent), "door" (asked to
sign in), "404" (there is nothing here, as for an address that nobody serves).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from channels.testing import WebsocketCommunicator
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from clusterviz.live import visitor
from clusterviz.routing import websocket_urlpatterns
from tutorial.asgi import application
from tutorial.classroom.models import Act, Room

from .conftest import LESSON, browser, cluster_of, join, open_room, seat, teacher

pytestmark = pytest.mark.django_db(transaction=True)
WHO = ("anonymous", "other learner", "learner", "other teacher", "teacher", "owner")
VERBS = ("get", "post", "put", "patch", "delete")

# Rows are keyed by the beginning of an address' name; the longest that fits counts.
EVERYBODY = ("in",) * 6
OWN_CLUSTER = ("404", "404", "404", "404", "404", "in")  # the cluster's owner is a learner of the room
ROOM = ("404", "404", "in", "404", "404", "in")  # at a seat
TEACH = ("door", "door", "door", "404", "in", "door")  # a teacher of the room
ANY_TEACHER = ("door", "door", "door", "in", "in", "door")
ROWS = {
    "cluster": OWN_CLUSTER,
    "new-cluster": EVERYBODY,
    "lesson": EVERYBODY,
    "join": EVERYBODY,
    "room-deed": ROOM,
    "room-now": EVERYBODY,  # empty for who sits in no room
    "teach": ANY_TEACHER,
    "teach-": TEACH,
    "board": TEACH,
    "roster": TEACH,
    "room-door": TEACH,
    "room-log": TEACH,
    "room-export": TEACH,
    "room-report": TEACH,
    "teacher-link": EVERYBODY,
    "sign-": EVERYBODY,
    "studio": ANY_TEACHER,
} | dict.fromkeys(
    ("home", "hero", "where-we-differ", "glossary", "search", "recall", "resume", "language", "healthz"), EVERYBODY
)
OTHERS_TEST = ("studio", "draft", "readyz", "livez", "metrics", "health")  # addresses whose own tests say who may come


def patterns(found: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns)
        else:
            yield one


ADDRESSES = {pattern.name: pattern for pattern in patterns(get_resolver().url_patterns)}


def row_of(name: str) -> tuple[str, ...] | None:
    fitting = [key for key in ROWS if name == key or name.startswith(key)]
    return ROWS[max(fitting, key=len)] if fitting else None


def test_every_address_has_a_name_and_a_row() -> None:
    assert None not in ADDRESSES
    missing = [name for name in ADDRESSES if row_of(name) is None and not name.startswith(OTHERS_TEST)]
    assert missing == [], f"say in ROWS who may come to {missing}"


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


# In a row of their own: `purge` and `forget` are tested elsewhere, and would end this world.
ARGUMENTS = {"name": "door", "kind": "steps", "step_id": "three-copies", "lesson_id": LESSON, "token": "none"}
NAMES = {"room-deed": "thanks", "teach-seat": "lower"}
LEFT_OUT = {"sign-out", "resume", "resume-code", "language", "lesson-asset", "lesson-sandbox", "hero", "home"}


@pytest.mark.parametrize("name", sorted(name for name in ADDRESSES if row_of(name or "") and name not in LEFT_OUT))
def test_each_gets_what_the_matrix_says(name: str, world: tuple[dict[str, Client], Room]) -> None:
    people, room = world
    if name.startswith(OTHERS_TEST):
        pytest.skip("its own tests say who may come")
    act = Act.objects.filter(room=room).first()
    assert act is not None
    known = ARGUMENTS | {"code": room.code, "seat_id": seat("Noor").pk, "act_id": act.pk, "user_id": 999_999}
    known |= {"cluster_id": cluster_of(people["owner"]).pk, "name": NAMES.get(name, "door")}
    wanted = {key: known[key] for key in ADDRESSES[name].pattern.converters if key in known}
    address = reverse(name, kwargs=wanted)
    if name == "cluster-walks":
        assert address.startswith("/c/")
    row = row_of(name)
    assert row is not None
    for verb in VERBS:
        for who, client in people.items():
            got = outcome(getattr(client, verb)(address))
            told = row[WHO.index(who)]
            allowed = {told}
            if verb != "get" or got == "in":
                allowed |= (
                    {"404"}
                    if told == "in"
                    and (name in ("room-deed", "join", "join-code", "recall") or name.startswith("lesson"))
                    else set()
                )
            assert got in allowed | ({"in"} if _refuses_verb(client, verb, address) else set()), (verb, who, got, told)


def _refuses_verb(client: Client, verb: str, address: str) -> bool:
    """Whether the verb is refused before anybody is asked for: 405 for everyone gives nothing away."""
    return getattr(client, verb)(address).status_code == 405


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
