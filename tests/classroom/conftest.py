"""A class as the tests see it: a teacher, a room, learners, each with a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from clusterviz import views as cluster_views
from clusterviz.live import limits, registry, visitor
from clusterviz.models import ClusterRecord
from lessons import teachers
from tutorial.classroom import rooms
from tutorial.classroom.models import Room, Seat

LESSON = "a-node-dies"


@pytest.fixture(autouse=True)
def fresh_process() -> Iterator[None]:
    """No host in memory, all buckets full."""
    registry._hosts.clear()
    visitor._creations = limits.Buckets(per_s=0.1, at_once=12)
    visitor._newcomers = limits.Buckets(per_s=0.5, at_once=300)
    rooms._guesses._buckets.clear()
    rooms._arrivals._buckets.clear()
    rooms._purged_at.clear()
    cluster_views._commands._buckets.clear()
    cluster_views._of_strangers._buckets.clear()
    yield
    registry._hosts.clear()


def browser() -> Client:
    return Client(headers={"host": "localhost"})


def teacher(name: str = "Ada") -> Client:
    user, _made = get_user_model().objects.get_or_create(username=name)
    teachers.welcome(user)
    client = browser()
    client.force_login(user)
    client.get("/teach/")
    return client


def open_room(client: Client, what: str = LESSON, **more: str) -> Room:
    answer = client.post("/teach/", {"what": what, "title": "Monday", **more})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return Room.objects.get(code=answer["Location"].split("/")[2])


def join(room: Room, name: str, client: Client | None = None) -> Client:
    client = client or browser()
    address = f"/join/{room.spoken.lower()}/"
    client.get(address)
    assert f"You join as <strong>{name}</strong>" in client.post(address, {"nickname": name}).content.decode()
    answer = client.post(address, {"nickname": name, "sure": "yes"})
    assert answer.status_code == 200, answer.content.decode()[:500]
    return client


def seat(name: str) -> Seat:
    return Seat.objects.get(nickname=name)


def cluster_of(client: Client) -> ClusterRecord:
    return ClusterRecord.objects.get(owner=client.session[visitor.KEY], purpose=f"lesson:{LESSON}")


def bar(client: Client, room: Room) -> str:
    return client.get(f"/room/{room.code}/now/").content.decode()


def do(client: Client, room: Room, deed: str, **form: str) -> int:
    return client.post(f"/teach/{room.code}/do/{deed}/", form).status_code
