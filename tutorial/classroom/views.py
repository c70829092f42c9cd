"""Pages of the teacher: the rooms, the board, the roster, the log, and what remains of a class."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clusterviz.live import visitor
from clusterviz.views import limited
from lessons import course_map
from lessons.teachers import is_author, require_teacher

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
    parts = [part for part in course_map.parts(visitor.ensure_key(request)) if any(line.address for line in part.lines)]
    context: dict[str, Any] = {
        "rooms": request.user.rooms.order_by("-created"),
        "parts": parts,
        "author": is_author(request.user),
    }
    if request.method == "POST":
        title = " ".join(request.POST.get("title", "").split())[:80]
        try:
            room = rooms.open_room(request.user, title, request.POST.get("what", ""), "approval" in request.POST)
        except (KeyError, StopIteration):
            return render(
                request, "classroom/home.html", context | {"wrong": gettext("Choose a lesson or a part.")}, status=422
            )
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
    """What the board shows, as the address asks for it, or the form whose deed is done."""
    asked = QueryDict(request.POST["asked"]) if "asked" in request.POST else request.GET
    sort = asked.get("sort", "need")
    sort = sort if sort in boards.SORTS else "need"
    named = asked.get("names", "on") != "off"
    told = boards.read(room, sort, named, asked.get("step", ""))
    question = at_your_seat.question_of(room.vote)
    chosen = next((row for row in told.rows if str(row.seat.pk) == asked.get("seat")), None)
    view = f"names={'on' if named else 'off'}&step={told.focus.id}"
    return {
        "room": room,
        "board": told,
        "notices": [sentence for ask in boards.NOTICES.values() for sentence in ask(room)],
        "sort": sort,
        "sorts": boards.SORTS,
        "named": named,
        "chosen": chosen,
        "view": view,
        "asked": f"sort={sort}&{view}" + (f"&seat={chosen.seat.pk}" if chosen is not None else ""),
        "number": told.lesson.steps.index(told.focus) + 1,
        "lessons": after.lessons_of(room, get_language() or "en"),
        "paces": teaching.PACES,
        "chaos": teaching.CHAOS,
        "question": question,
        "vote_asks": boards.plainly(question) if question is not None else "",
        "rounds": boards.ballots(room, question) if question is not None else [],
        "questions": [(one, boards.plainly(one)) for one in told.focus.questions if one.options],
        "undoable": room.acts.filter(undone=False).exclude(detail={}).first(),
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
            told = gettext("Type the code %(code)s to delete the room.") % {"code": room.spoken}
            return _refused(request, room, told)
        rooms.purge(room)
        return redirect("teach")
    try:
        teaching.do(request, room, name)
    except teaching.RefusalError as error:
        return _refused(request, room, str(error))
    return _done(request, room)


def _done(request: HttpRequest, room: Room) -> HttpResponse:
    """The board again: only what changes of it, for its own script."""
    if not room.teachers.filter(pk=request.user.pk).exists():
        return redirect("teach")  # they have left it
    if "back" in request.POST:
        return redirect({"roster": "roster", "door": "room-door"}.get(request.POST["back"], "room-log"), room.code)
    if request.headers.get("X-Requested-With") == "fetch":
        room.refresh_from_db()
        return render(request, "classroom/_board.html", _board(request, room))
    return redirect(rooms.back(request, room))


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
    return _done(request, room)


@never_cache
@require_teacher
@limited
@require_POST
def seat(request: HttpRequest, code: str, seat_id: int, name: str) -> HttpResponse:
    """Something that a teacher does with one learner's seat."""
    room = rooms.of_teacher(request, code)
    try:
        cluster = roster.do(request, room, seat_id, name)
    except teaching.RefusalError as error:
        return _refused(request, room, str(error))
    return redirect("cluster", cluster) if cluster else _done(request, room)


@never_cache
@require_teacher
@limited
@require_GET
def visit(request: HttpRequest, code: str, seat_id: int) -> HttpResponse:
    """The bar of a teacher who looks at a learner's cluster: the page asks again and again what the learner says."""
    room = rooms.of_teacher(request, code)
    seat = room.seats.filter(pk=seat_id).first()
    if seat is None or not seat.watch or seat.watcher_key != visitor.key_of(request.session):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("board", args=[room.code])})
    if seat.watch != request.GET.get("watch"):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return HttpResponse(status=204)


def _refused(request: HttpRequest, room: Room, sentence: str) -> HttpResponse:
    if (
        request.headers.get("X-Requested-With") == "fetch"
    ):  # a sentence for the board's own script, and no error of the page
        return HttpResponse(escape(sentence), headers={"X-Refused": "yes"})
    return render(request, "classroom/refused.html", {"room": room, "sentence": sentence}, status=422)


@never_cache
@require_teacher
@limited
@require_GET
def roster_page(request: HttpRequest, code: str) -> HttpResponse:
    """Who sits in the room."""
    room = rooms.of_teacher(request, code)
    context = {
        "room": room,
        "seats": room.seats.exclude(state="merged"),
        "teachers": room.teachers.order_by("username"),
    }
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
