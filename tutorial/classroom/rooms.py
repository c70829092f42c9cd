"""Rooms: opened, found, told of news, and gone when their time is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from clusterviz.live import registry, visitor
from clusterviz.live.host import Host
from clusterviz.live.limits import Buckets, LimitError
from clusterviz.live.pace import PAUSED
from clusterviz.models import ClusterRecord
from lessons import course_map, forgetting
from lessons.course.lesson import Lesson
from lessons.models import Progress, Recall, ResumeCode

from .models import Act, Room, Seat

SEATS = 400  # in a room
NUMBERS = 10 * SEATS  # ever given in a room: who was taken out makes room for others
ROOMS = 50  # of one teacher
SEEN_EVERY_S = 10
_guesses = Buckets(per_s=1 / 10, at_once=20)  # of codes, from one address
_arrivals = Buckets(per_s=5, at_once=SEATS)  # in one room
_purged_at: list[Any] = []


class NotNowError(LimitError):
    """Something that is not to be had just now, said in the reader's language."""

    language = ""


def open_room(user: Any, title: str, choice: str, approval: bool) -> Room:
    """A room for a lesson (its id) or for a part of the course ("part-3"). NotNowError, KeyError."""
    purge_expired()
    if user.rooms.count() >= ROOMS:
        raise NotNowError(gettext("You have %(count)s rooms. Delete one first.") % {"count": ROOMS}, 60)
    ids, name = meant(choice)
    with transaction.atomic():
        room = make(ids, title or name, approval)
        room.teachers.add(user)
    note(room, user, "opened the room")
    return room


def meant(choice: str) -> tuple[list[str], str]:
    """(the lessons' ids, what they are called) of a lesson's id or "part-3". KeyError, StopIteration."""
    course = course_map.course()
    if not choice.startswith("part-"):
        return [choice], course.lessons[choice].title
    part = next(part for part in course.parts if f"part-{part.number}" == choice)
    return [entry.id for entry in part.entries if entry.lesson is not None], part.title


def make(ids: list[str], title: str, approval: bool) -> Room:
    """A room for these lessons, in which nobody teaches yet. KeyError, IndexError."""
    first = course_map.course().lessons[ids[0]].steps[0]
    room: Room = Room.objects.create(title=title[:80], lessons=ids, lesson=ids[0], step=first.id, approval=approval)
    return room


def of_teacher(request: HttpRequest, code: str) -> Room:
    """The room, for one of its teachers. Http404 for everybody else."""
    found = Room.objects.filter(code=code, teachers=request.user, expires__gt=timezone.now()).first()
    if found is None:
        raise Http404("There is no such room.")
    return found


def by_code(request: HttpRequest, code: str) -> Room | None:
    """The room that a typed code names. Wrong ones are counted: NotNowError when they are many from one address."""
    address = visitor.address_of(request)
    try:
        _guesses.take(address)
    except LimitError as error:
        told = gettext("Many wrong codes came from your address. Try again in %(seconds)s s.")
        raise NotNowError(told % {"seconds": error.retry_after_s}, error.retry_after_s) from None
    room = Room.objects.filter(code=code, expires__gt=timezone.now()).first() if code else None
    if room is not None:
        _guesses.give_back(address)
    return room


def seat_of(request: HttpRequest, code: str = "") -> Seat | None:
    """Where the visitor sits: in this room, or in the one they joined last."""
    key = visitor.key_of(request.session)
    if not key:
        return None
    seats = Seat.objects.filter(visitor=key, room__expires__gt=timezone.now(), state__in=("in", "waiting", "merged"))
    if code:
        seats = seats.filter(room__code=code)
    seat = seats.select_related("room", "into__room").order_by("-joined").first()
    if seat is not None and seat.state == "merged":
        if seat.into is None or seat.into.state not in ("in", "waiting"):
            return None
        request.session[visitor.KEY] = seat.into.visitor  # this device goes on as the other one
        return seat.into
    return seat


def take_seat(request: HttpRequest, room: Room, nickname: str) -> Seat:
    """Sit down. NotNowError if the room is closed or full, or this learner was blocked."""
    key = visitor.ensure_key(request)
    _arrivals.take(room.code)
    with transaction.atomic():
        own = Seat.objects.filter(room=room, visitor=key).first()
        if own is not None and own.state == "blocked":
            raise NotNowError(gettext("Your teacher does not let you into this room. Ask them."), 60)
        if not room.open and (own is None or own.state == "removed"):
            raise NotNowError(gettext("The door of this room is closed. Ask your teacher to open it."), 30)
        state = "waiting" if room.approval else "in"
        if own is not None:
            if own.state == "removed":
                own.state = state
            own.nickname, own.joined = nickname, timezone.now()
            own.save()
            return own
        last = room.seats.aggregate(last=Max("number"))["last"] or 0
        if room.seats.filter(state__in=("in", "waiting")).count() >= SEATS or last >= NUMBERS:
            raise NotNowError(gettext("%(count)s learners have joined this room; it is full.") % {"count": SEATS}, 60)
        return Seat.objects.create(room=room, visitor=key, number=last + 1, nickname=nickname, state=state)


def seen(seat: Seat) -> None:
    """The learner's page is there."""
    if timezone.now() - seat.seen > timedelta(seconds=SEEN_EVERY_S):
        Seat.objects.filter(pk=seat.pk).update(seen=timezone.now())


def lesson_of(room: Room) -> Lesson:
    """The lesson that the class is at, in the reader's language. Http404 if it is not there any more."""
    lesson = course_map.lesson_in(room.lesson, get_language() or "en")
    if lesson is None:
        raise Http404("The room's lesson is not there any more.")
    return lesson


def clusters_of(room: Room, seats: Iterable[Seat], lesson: str = "") -> dict[str, ClusterRecord]:
    """The learners' clusters for the room's lesson, by visitor."""
    keys = [seat.visitor for seat in seats]
    found = ClusterRecord.objects.filter(owner__in=keys, purpose=f"lesson:{lesson or room.lesson}").order_by("seen")
    return {record.owner: record for record in found}


# -- news ---------------------------------------------------------------------------------------------------------------


def tell(room: Room, seats: Iterable[Seat] | None = None, **changes: Any) -> None:
    """Change the room, and let its learners' pages know: by the frames of their clusters, which flow anyway."""
    Room.objects.filter(pk=room.pk).update(version=F("version") + 1, **changes)
    room.refresh_from_db()
    states = {seat.visitor: seat.state for seat in (room.seats.filter(state="in") if seats is None else seats)}
    for cluster_id, owner in _lesson_clusters(room, states).values_list("pk", "owner"):
        settle(room, cluster_id, sits=states[owner] == "in")


def _lesson_clusters(room: Room, owners: Iterable[str], shelved: bool = False) -> QuerySet[ClusterRecord]:
    """The clusters of these visitors for any lesson of the room."""
    purposes = [f"{'shelved:' if shelved else ''}lesson:{lesson}" for lesson in room.lessons]
    return ClusterRecord.objects.filter(owner__in=list(owners), purpose__in=purposes)


def settle_all(seat: Seat) -> None:
    """Whatever runs here of a learner's clusters knows how the room stands."""
    for cluster_id in _lesson_clusters(seat.room, [seat.visitor]).values_list("pk", flat=True):
        settle(seat.room, cluster_id, sits=seat.state == "in")


def settle(room: Room, cluster_id: str, sits: bool = True) -> None:
    """A running cluster knows the room's version, and stands still while the class is paused and its learner sits in it."""
    host = registry.running(cluster_id)
    if host is None:
        return
    with host.lock:
        host.frame_extra["room"] = room.version
        held = sits and (room.paused or room.eyes_up)
        if held and not host.held:
            host.held_pace = host.playhead.pace
            host.set_pace(PAUSED)
            host.held = True
        elif not held:
            let_go(host)


def let_go(host: Host) -> None:
    """Time goes on as it went before the class was paused."""
    if host.held:
        host.held = False
        host.set_pace(host.held_pace)


def back(request: HttpRequest, room: Room) -> str:
    """The address of the board as the teacher had it: `asked` says how."""
    asked = request.POST.get("asked", "")
    safe = asked if all(character.isalnum() or character in "=&-_" for character in asked) else ""
    return reverse("board", args=[room.code]) + (f"?{safe}" if safe else "")


def note(room: Room, user: Any, sentence: str, **detail: Any) -> Act:
    """Write into the audit log."""
    act: Act = Act.objects.create(room=room, who=user.get_username()[:40], sentence=sentence[:300], detail=detail)
    return act


# -- the end ------------------------------------------------------------------------------------------------------------


def forget(seat: Seat) -> None:
    """A learner's seat, and all their work in the room's lessons: no row is left, nor the way back to it if that was all."""
    room, key = seat.room, seat.visitor
    for shelved in (False, True):
        for record in _lesson_clusters(room, [key], shelved):
            visitor.delete(record)
    for kept in (Progress, Recall):
        kept.objects.filter(visitor=key, lesson__in=room.lessons).delete()
    seat.delete()
    if not (Seat.objects.filter(visitor=key).exists() or Progress.objects.filter(visitor=key).exists()):
        ResumeCode.objects.filter(visitor=key).delete()
        for also in forgetting.ALSO.values():
            also([key])


def purge(room: Room) -> None:
    """The room and everything in it. What learners did in their lessons stays theirs; what resets put aside goes."""
    visitors = list(room.seats.values_list("visitor", flat=True))
    for cluster_id in _lesson_clusters(room, visitors).values_list("pk", flat=True):
        host = registry.running(cluster_id)
        if host is not None:
            with host.lock:
                host.frame_extra.pop("room", None)
                let_go(host)
    for record in _lesson_clusters(room, visitors, shelved=True):
        visitor.delete(record)
    room.delete()


def purge_expired() -> None:
    """Rooms whose thirty days are over; looked for once an hour."""
    now = timezone.now()
    if _purged_at and now - _purged_at[0] < timedelta(hours=1):
        return
    _purged_at[:] = [now]
    for room in Room.objects.filter(expires__lte=now):
        purge(room)
