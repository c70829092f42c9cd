"""Pages of the teacher: the rooms, the board, the roster, the log, and what remains of a class."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clusterviz.live import visitor
from clusterviz.views import limited
from lessons import course_map
from lessons.teachers import require_teacher

from . import after, at_your_seat, qr, report, rooms, roster, teaching
from . import board as boards
from .models import Room


@never_cache
@require_teacher
@limited
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """A teacher's rooms; open another."""
    rooms.purge_expired()
    visitor.ensure_key(request)
    parts = [part for part in course_map.course().parts if any(entry.lesson for entry in part.entries)]
    context: dict[str, Any] = {"rooms": request.user.rooms.order_by("-created"), "parts": parts}
    if request.method == "POST":
        title = " ".join(request.POST.get("title", "").split())[:80]
        try:
            room = rooms.open_room(request.user, title, request.POST.get("what", ""), "approval" in request.POST)
        except (KeyError, StopIteration):
            return render(request, "classroom/home.html", context | {"wrong": "Choose a lesson or a part."}, status=422)
        return redirect("board", room.code)
    return render(request, "classroom/home.html", context)


@never_cache
@require_teacher
@limited
@require_GET
def board(request: HttpRequest, code: str) -> HttpResponse:
    """The class at a glance, and what a teacher does to it."""
    room = rooms.of_teacher(request, code)
    return render(request, "classroom/board.html", _board(request, room) | {"door": _door(request, room)})


@never_cache
@require_teacher
@limited
@require_GET
def live(request: HttpRequest, code: str) -> HttpResponse:
    """The part of the board that changes: the page asks for it again and again."""
    return render(request, "classroom/_board.html", _board(request, rooms.of_teacher(request, code)))


def _board(request: HttpRequest, room: Room) -> dict[str, Any]:
    sort = request.GET.get("sort", "need")
    sort = sort if sort in boards.SORTS else "need"
    named = request.GET.get("names", "on") != "off"
    told = boards.read(room, sort, named, request.GET.get("step", ""))
    question = at_your_seat.question_of(room.vote)
    undoable = room.acts.filter(undone=False).exclude(detail={}).first()
    return {
        "room": room,
        "board": told,
        "sort": sort,
        "sorts": boards.SORTS,
        "named": named,
        "asked": f"sort={sort}&names={'on' if named else 'off'}&step={told.focus.id}",
        "number": told.lesson.steps.index(told.focus) + 1,
        "lessons": after.lessons_of(room),
        "paces": teaching.PACES,
        "chaos": teaching.CHAOS,
        "question": question,
        "vote_asks": boards.plainly(question) if question is not None else "",
        "rounds": boards.ballots(room, question) if question is not None else [],
        "questions": [one for one in told.focus.questions if one.options],
        "undoable": undoable,
    }


def _door(request: HttpRequest, room: Room) -> dict[str, Any]:
    address = request.build_absolute_uri(reverse("join", args=[room.code]))
    return {"address": address, "qr": qr.drawn(address), "local": request.get_host().split(":")[0] in LOCAL}


LOCAL = ("127.0.0.1", "localhost", "[::1]")


@never_cache
@require_teacher
@limited
@require_GET
def door(request: HttpRequest, code: str) -> HttpResponse:
    """For the projector: the code and its QR code, large."""
    room = rooms.of_teacher(request, code)
    return render(request, "classroom/door.html", {"room": room, "door": _door(request, room)})


@never_cache
@require_teacher
@limited
@require_POST
def deed(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Something that a teacher does to the class."""
    room = rooms.of_teacher(request, code)
    if name == "purge":
        if request.POST.get("sure") != room.spoken:
            return _refused(request, room, f"Type the code {room.spoken} to delete the room.")
        rooms.purge(room)
        return redirect("teach")
    try:
        teaching.do(request, room, name)
    except teaching.RefusalError as error:
        return _refused(request, room, str(error))
    return redirect(_back(request, room))


@never_cache
@require_teacher
@limited
@require_POST
def undo(request: HttpRequest, code: str, act_id: int) -> HttpResponse:
    """Take a deed back."""
    room = rooms.of_teacher(request, code)
    act = room.acts.filter(pk=act_id).first()
    if act is None:
        raise Http404("There is no such deed.")
    try:
        teaching.undo(request, act)
    except teaching.RefusalError as error:
        return _refused(request, room, str(error))
    return redirect(_back(request, room))


@never_cache
@require_teacher
@limited
@require_POST
def seat(request: HttpRequest, code: str, seat_id: int, name: str) -> HttpResponse:
    """Something that a teacher does with one learner's seat."""
    room = rooms.of_teacher(request, code)
    try:
        return roster.do(request, room, seat_id, name)
    except teaching.RefusalError as error:
        return _refused(request, room, str(error))


def _back(request: HttpRequest, room: Room) -> str:
    asked = request.POST.get("asked", "")
    safe = asked if all(character.isalnum() or character in "=&-_" for character in asked) else ""
    return reverse("board", args=[room.code]) + (f"?{safe}" if safe else "")


def _refused(request: HttpRequest, room: Room, sentence: str) -> HttpResponse:
    return render(request, "classroom/refused.html", {"room": room, "sentence": sentence}, status=422)


@never_cache
@require_teacher
@limited
@require_GET
def roster_page(request: HttpRequest, code: str) -> HttpResponse:
    """Who sits in the room."""
    room = rooms.of_teacher(request, code)
    context = {"room": room, "seats": room.seats.exclude(state="merged"), "days": settings.SESSION_COOKIE_AGE // 86_400}
    return render(request, "classroom/roster.html", context)


@never_cache
@require_teacher
@limited
@require_GET
def log(request: HttpRequest, code: str) -> HttpResponse:
    """What teachers did in this room."""
    room = rooms.of_teacher(request, code)
    return render(request, "classroom/log.html", {"room": room, "acts": room.acts.all()[:500]})


@never_cache
@require_teacher
@limited
@require_GET
def export(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """A table to take away."""
    room = rooms.of_teacher(request, code)
    if kind not in after.KINDS:
        raise Http404("There is no such table.")
    answer = HttpResponse(after.export(room, kind), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{room.code}-{kind}.csv"'
    return answer


@never_cache
@require_teacher
@limited
@require_GET
def report_page(request: HttpRequest, code: str) -> HttpResponse:
    """The room report, to read or to print."""
    return render(request, "classroom/report.html", report.read(rooms.of_teacher(request, code)))
