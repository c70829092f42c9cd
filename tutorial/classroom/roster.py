"""What a teacher does with one seat: let in, rename, merge, remove, block, watch, help, forget."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext

from clusterviz.live import visitor
from clusterviz.models import ClusterRecord
from lessons.models import Progress

from . import rooms
from .models import Room, Seat
from .teaching import RefusalError

Deed = Callable[[HttpRequest, Seat], str]


def approve(request: HttpRequest, seat: Seat) -> str:
    """Let a waiting learner in."""
    Seat.objects.filter(pk=seat.pk, state="waiting").update(state="in")
    return f"let {seat.nickname} in"


def rename(request: HttpRequest, seat: Seat) -> str:
    """Another name for a learner."""
    name = " ".join(request.POST.get("nickname", "").split())[:30]
    if not name or not name.isprintable():
        raise RefusalError(gettext("A name has 1 to %(most)s characters.") % {"most": 30})
    Seat.objects.filter(pk=seat.pk).update(nickname=name)
    return f"renamed {seat.nickname}: {name}"


def merge(request: HttpRequest, seat: Seat) -> str:
    """One person sits twice: this seat goes into the other, and its device goes on there."""
    number = request.POST.get("into", "")
    other = seat.room.seats.filter(
        number=int(number) if number.isdecimal() and len(number) < 9 else 0, state="in"
    ).first()
    if other is None or other.pk == seat.pk:
        raise RefusalError(gettext("Choose another learner to merge with."))
    with transaction.atomic():
        for mine in Progress.objects.filter(visitor=seat.visitor, lesson__in=seat.room.lessons):
            theirs = Progress.objects.filter(visitor=other.visitor, lesson=mine.lesson).first()
            if theirs is not None and len(theirs.steps_done()) >= len(mine.steps_done()):
                continue
            if theirs is not None:
                theirs.delete()
            Progress.objects.filter(pk=mine.pk).update(visitor=other.visitor)
            purpose = f"lesson:{mine.lesson}"
            for record in ClusterRecord.objects.filter(owner=other.visitor, purpose=purpose):
                visitor.delete(record)
            ClusterRecord.objects.filter(owner=seat.visitor, purpose=purpose).update(owner=other.visitor)
        Seat.objects.filter(pk=seat.pk).update(state="merged", into=other, watch="", hand_at=None)
    return f"merged {seat.nickname} into {other.nickname}"


def remove(request: HttpRequest, seat: Seat) -> str:
    """The learner has to join again."""
    Seat.objects.filter(pk=seat.pk).update(state="removed", watch="", hand_at=None)
    return f"removed {seat.nickname}"


def block(request: HttpRequest, seat: Seat) -> str:
    """The learner cannot join again with this browser."""
    Seat.objects.filter(pk=seat.pk).update(state="blocked", watch="", hand_at=None)
    return f"blocked {seat.nickname}"


def unblock(request: HttpRequest, seat: Seat) -> str:
    """They may join again."""
    Seat.objects.filter(pk=seat.pk, state="blocked").update(state="removed")
    return f"unblocked {seat.nickname}"


def lower(request: HttpRequest, seat: Seat) -> str:
    """The hand was seen to."""
    Seat.objects.filter(pk=seat.pk).update(hand_at=None, note="")
    return f"lowered the hand of {seat.nickname}"


def hint(request: HttpRequest, seat: Seat) -> str:
    """A sentence for one learner."""
    text = request.POST.get("hint", "").strip()[:300]
    if not text:
        raise RefusalError(gettext("Write a sentence first."))
    Seat.objects.filter(pk=seat.pk).update(hint=text)
    return f"sent {seat.nickname} a hint"


def watch(request: HttpRequest, seat: Seat) -> str:
    """Look at the learner's cluster; their page says so."""
    Seat.objects.filter(pk=seat.pk).update(
        watch="look", watcher=request.user.get_username()[:40], watcher_key=visitor.ensure_key(request)
    )
    return f"watches {seat.nickname}"


def ask(request: HttpRequest, seat: Seat) -> str:
    """Ask for leave to act in the learner's cluster."""
    watch(request, seat)
    Seat.objects.filter(pk=seat.pk).update(watch="asked")
    return f"asked {seat.nickname} for leave to help"


def leave(request: HttpRequest, seat: Seat) -> str:
    """Hand the cluster back, and look no longer."""
    Seat.objects.filter(pk=seat.pk).update(watch="", watcher_key="")
    return f"left {seat.nickname} to themselves"


def forget(request: HttpRequest, seat: Seat) -> str:
    """Delete the learner and all their work in this room's lessons."""
    name = f"Learner {seat.number}"
    rooms.forget(seat)
    return f"deleted {name} and their work"


DEEDS: dict[str, Deed] = {
    "approve": approve, "rename": rename, "merge": merge, "remove": remove, "block": block, "unblock": unblock,
    "lower": lower, "hint": hint, "watch": watch, "ask": ask, "leave": leave, "forget": forget,
}  # fmt: skip


def do(request: HttpRequest, room: Room, seat_id: int, name: str) -> str:
    """Do it, note it, tell the learner. Returns the cluster to which the teacher goes on, or ""."""
    seat = room.seats.filter(pk=seat_id).first()
    if seat is None or name not in DEEDS:
        raise Http404("There is no such seat.")
    record = rooms.clusters_of(room, [seat]).get(seat.visitor) if name in ("watch", "ask") else None
    if name in ("watch", "ask") and record is None:
        raise RefusalError(gettext("%(name)s has not opened the lesson yet.") % {"name": seat.nickname})
    called = _names_of(seat)
    rooms.note(room, request.user, DEEDS[name](request, seat))
    if name == "forget":
        for one in called:
            room.acts.filter(sentence__contains=one).update(sentence="(about a learner who was deleted)", detail={})
        for act in room.acts.filter(detail__has_key="shelved"):
            act.detail["shelved"] = [kept for kept in act.detail["shelved"] if kept["visitor"] != seat.visitor]
            act.save(update_fields=["detail"])
    else:
        seat.refresh_from_db()
        rooms.tell(room, [seat])
    return record.pk if record is not None else ""


def _names_of(seat: Seat) -> list[str]:
    """The learner's name, and those that they had before, as far as the log tells."""
    names = [seat.nickname]
    for sentence in seat.room.acts.filter(sentence__startswith="renamed ").values_list("sentence", flat=True):
        if sentence.endswith(f": {names[-1]}"):
            names.append(sentence.removeprefix("renamed ").removesuffix(f": {names[-1]}"))
    return names
