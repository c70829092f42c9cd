"""What a link can open: a lesson (its id), a part of the course (part-3), or a room that is there (room-ABCD2345)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lessons import course_map
from tutorial.classroom import codes, rooms
from tutorial.classroom.models import Room

ROOM = "room-"


def asked(custom: Any) -> str:
    """What the custom parameters of a link say: `lesson=a-node-dies`, `lesson=part-3` or `room=ABCD-2345`."""
    if not isinstance(custom, dict):
        return ""
    code = codes.heard(str(custom.get("room", "")))
    return f"{ROOM}{code}" if code else str(custom.get("lesson", "")).strip()[:120]


def custom_of(choice: str) -> dict[str, str]:
    """The same as custom parameters."""
    return {"room": choice.removeprefix(ROOM)} if choice.startswith(ROOM) else {"lesson": choice}


def known(choice: str) -> bool:
    """Whether there is such a thing."""
    if choice.startswith(ROOM):
        return _room(choice) is not None
    try:
        return bool(rooms.meant(choice)[0])
    except (KeyError, StopIteration):
        return False


def called(choice: str) -> str:
    """Its name."""
    room = _room(choice) if choice.startswith(ROOM) else None
    return room.title if room is not None else rooms.meant(choice)[1]


def may_choose(user: Any, choice: str) -> bool:
    """Whether this teacher may let a link open it: any lesson that is there, and their own rooms."""
    if choice.startswith(ROOM):
        return bool(rooms_of(user).filter(code=choice.removeprefix(ROOM)).exists())
    return known(choice)


def rooms_of(user: Any) -> Any:
    """The rooms of a teacher; none for nobody."""
    found = Room.objects.filter(teachers=user) if user is not None else Room.objects.none()
    return found.filter(expires__gt=timezone.now()).order_by("-created")


def offered() -> list[Any]:
    """The parts of the course with their lessons, as the page where rooms are opened shows them."""
    return [part for part in course_map.parts("") if any(line.address for line in part.lines)]


def _room(choice: str) -> Room | None:
    return Room.objects.filter(code=choice.removeprefix(ROOM), expires__gt=timezone.now()).first()
