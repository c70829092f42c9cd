"""Pages of the learner in a room: come in with a code, raise a hand, vote, let the teacher help, take a copy of what is shown."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clusterviz.live import registry, visitor
from clusterviz.models import ClusterRecord
from clusterviz.views import limited
from lessons import rewinding
from lessons.around import words_of

from . import at_your_seat, board, codes, rooms
from .catching_up import catch_up
from .models import Ballot, Seat
from .rooms import NotNowError

NAME_CHARACTERS = 30


@never_cache
@limited
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Type a room's code."""
    typed = request.POST.get("code", "")
    if request.method == "GET":
        visitor.ensure_key(request)  # a class behind one address: each is limited as themselves from here on
        return render(request, "classroom/code.html", {})
    room = rooms.by_code(request, codes.heard(typed))
    if room is None:
        return _no_such_room(request, typed)
    return redirect("join", room.code)


@never_cache
@limited
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Say a name, look at it once more, sit down; then the words with which to come back."""
    room = rooms.by_code(request, codes.heard(code))
    if room is None:
        return _no_such_room(request, code)
    name = " ".join(request.POST.get("nickname", "").split())
    context: dict[str, Any] = {"room": room, "nickname": name[:NAME_CHARACTERS], "most": NAME_CHARACTERS}
    if request.method == "GET":
        visitor.ensure_key(request)
        return render(request, "classroom/join.html", context)
    if wrong := wrong_name(name):
        context["wrong"] = wrong
        return render(request, "classroom/join.html", context, status=422)
    if "sure" not in request.POST:
        return render(request, "classroom/join.html", context | {"confirm": True})
    seat = rooms.take_seat(request, room, name)
    rooms.tell(room, [seat])
    context |= {"taken": seat, "words": words_of(seat.visitor), "address": where(seat)}
    return render(request, "classroom/join.html", context)


def wrong_name(name: str) -> str:
    """What is wrong with a nickname, "" if nothing is."""
    if name and len(name) <= NAME_CHARACTERS and name.isprintable():
        return ""
    return gettext("A name has 1 to %(most)s characters.") % {"most": NAME_CHARACTERS}


def where(seat: Seat) -> str:
    """The address of the page at which a learner of the room begins."""
    room = seat.room
    if room.pace == "free" and not room.push:
        return reverse("lesson", args=[room.lesson])
    return reverse("lesson-step", args=[room.lesson, room.step])


def _no_such_room(request: HttpRequest, typed: str) -> HttpResponse:
    wrong = gettext("There is no room with this code. It has 8 letters and digits; look again, or ask your teacher.")
    return render(request, "classroom/code.html", {"wrong": wrong, "typed": typed[:20]}, status=404)


# -- at the seat ----------------------------------------------------------------------------------------------------------


@never_cache
@limited
@require_GET
def now(request: HttpRequest, code: str) -> HttpResponse:
    """The bar at a learner's seat: fetched again when the frames say so, and from time to time."""
    told = at_your_seat.bar(request, code)
    if told is None:
        return HttpResponse("")  # removed, or the room is over: the bar goes
    seat: Seat = told["seat"]
    rooms.seen(seat)
    rooms.settle_all(seat)
    following = request.GET.get("following", "")
    answer = render(request, "classroom/_seat.html", {"seat": told, "following": following})
    if following and following != seat.room.broadcast:
        answer["HX-Redirect"] = where(seat)  # the teacher shows it no longer
    return answer


@limited
@require_POST
def deed(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Something that a learner does at their seat."""
    seat = rooms.seat_of(request, code)
    if seat is None or name not in DEEDS:
        raise Http404("You do not sit in this room.")
    if seat.state != "in":
        raise NotNowError(gettext("Your teacher has not let you in yet."), 10)
    answer = DEEDS[name](request, seat)
    if answer is not None:
        return answer
    if getattr(request, "htmx", False):
        return render(request, "classroom/_seat.html", {"seat": at_your_seat.bar(request, code)})
    return redirect(where(seat))


def _hand(request: HttpRequest, seat: Seat) -> None:
    if seat.hand_at is None or request.POST.get("note"):
        Seat.objects.filter(pk=seat.pk).update(
            hand_at=seat.hand_at or timezone.now(), note=request.POST.get("note", "").strip()[:200]
        )


def _lower(request: HttpRequest, seat: Seat) -> None:
    Seat.objects.filter(pk=seat.pk).update(hand_at=None, note="")


def _thanks(request: HttpRequest, seat: Seat) -> None:
    Seat.objects.filter(pk=seat.pk).update(hint="")


def _vote(request: HttpRequest, seat: Seat) -> None:
    vote = seat.room.vote
    question = at_your_seat.question_of(vote)
    answer = request.POST.get("answer", "")
    if question is None or not vote["open"] or answer not in question.options:
        raise NotNowError(gettext("This vote is over."), 5)
    Ballot.objects.update_or_create(
        seat=seat, question=board.key_of(vote), round=vote["round"], defaults={"answer": answer}
    )


def _consent(request: HttpRequest, seat: Seat) -> None:
    """The teacher may help, or only look on."""
    if request.POST.get("answer") == "yes":
        Seat.objects.filter(pk=seat.pk, watch="asked").update(watch="assist")
    else:
        Seat.objects.filter(pk=seat.pk, watch__in=("asked", "assist")).update(watch="look")


def _fork(request: HttpRequest, seat: Seat) -> HttpResponse:
    """A copy of what the teacher shows, as it stands now."""
    record = ClusterRecord.objects.filter(pk=seat.room.broadcast or "-").first()
    if record is None:
        raise NotNowError(gettext("Nothing is shown just now."), 5)
    copy = rewinding.branch(record, rewinding.now(registry.host_of(record)), owner=seat.visitor)
    return redirect("cluster", copy.pk)


def _catch_up(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The steps before the class's are played, and the learner goes on with everybody."""
    catch_up(request, seat.room)
    return redirect("lesson-step", seat.room.lesson, seat.room.step)


def _leave(request: HttpRequest, seat: Seat) -> HttpResponse:
    Seat.objects.filter(pk=seat.pk).update(state="removed", watch="", hand_at=None, note="")
    seat.refresh_from_db()
    rooms.settle_all(seat)
    return redirect("home")


DEEDS: dict[str, Any] = {
    "hand": _hand,
    "lower": _lower,
    "thanks": _thanks,
    "vote": _vote,
    "consent": _consent,
    "fork": _fork,
    "catch-up": _catch_up,
    "leave": _leave,
}
