"""What every page of a learner knows of their class: the bar at their seat, and how far the class may go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from clusterviz.live import visitor
from clusterviz.models import ClusterRecord
from lessons import course_map
from lessons.course.lesson import Question, Step
from lessons.models import Progress

from . import board, catching_up, rooms
from .models import Ballot, Room, Seat


def context(request: HttpRequest) -> dict[str, Any]:
    """`seat` for the templates: asked of the database only by a page that shows it."""
    return {"seat": SimpleLazyObject(lambda: bar(request)), "visit": SimpleLazyObject(lambda: _visit(request))}


def _visit(request: HttpRequest) -> Seat | None:
    """The seat at whose cluster a teacher looks."""
    match = request.resolver_match
    record = ClusterRecord.objects.filter(pk=match.kwargs.get("cluster_id", "-")).first() if match is not None else None
    if record is None or getattr(request, "guest", None) is None:
        return None
    seats = Seat.objects.filter(visitor=record.owner, watcher_key=visitor.key_of(request.session))
    return seats.exclude(watch="").select_related("room").first()


def bar(request: HttpRequest, code: str = "") -> dict[str, Any] | None:
    """What the bar says; None for one who sits in no room."""
    if not hasattr(request, "session"):
        return None
    seat = _seat_of(request, code)
    if seat is None:
        return None
    room = seat.room
    lesson = course_map.lesson_in(room.lesson, get_language() or "en")
    step = lesson.step(room.step) if lesson is not None else None
    leads = step is not None and (room.pace != "free" or room.push > 0)
    return {
        "seat": seat,
        "room": room,
        "lesson": lesson,
        "step": step,
        "number": lesson.steps.index(step) + 1 if lesson is not None and step is not None else 0,
        "leads": leads,
        "missed": len(catching_up.missed(seat)) if leads else 0,
        "vote": _vote(seat) if seat.state == "in" else None,
    }


def _seat_of(request: HttpRequest, code: str = "") -> Seat | None:
    """Asked once for a page that only looks; who posts may sit down, or get up, meanwhile."""
    if request.method != "GET":
        return rooms.seat_of(request, code)
    known: dict[str, Seat | None] = request.__dict__.setdefault("_seats", {})
    if code not in known:
        known[code] = rooms.seat_of(request, code)
    return known[code]


def _vote(seat: Seat) -> dict[str, Any] | None:
    """The vote as this learner may see it: not how others vote until it is shown."""
    question = question_of(seat.room.vote)
    if question is None:
        return None
    vote = seat.room.vote
    told = dict(Ballot.objects.filter(seat=seat, question=board.key_of(vote)).values_list("round", "answer"))
    before = told.get(vote["round"] - 1, "") or _bet(seat, question)
    return {
        **vote,
        "ask": board.plainly(question),
        "options": list(question.options.items()),
        "mine": told.get(vote["round"], ""),
        "mine_label": question.options.get(told.get(vote["round"], ""), ""),
        "before": before,
        "before_label": question.options.get(before, ""),
        "voted_before": vote["round"] - 1 in told,
        "histogram": board.ballots(seat.room, question)[-1] if vote["revealed"] else None,
    }


def _bet(seat: Seat, question: Question) -> str:
    """What they bet on the same question in the lesson itself; "" if they did not."""
    vote = seat.room.vote
    own = Progress.objects.filter(visitor=seat.visitor, lesson=vote["lesson"]).first()
    bet = own.steps.get(vote["step"], {}).get("bets", {}).get(question.id, "") if own is not None else ""
    return bet if bet in question.options else ""


def question_of(vote: dict[str, Any]) -> Question | None:
    """The question that is voted on."""
    lesson = course_map.lesson_in(vote.get("lesson", ""), get_language() or "en")
    step: Step | None = lesson.step(vote["step"]) if lesson is not None else None
    return next((one for one in step.questions if one.id == vote["question"]), None) if step is not None else None


class PaceMiddleware:
    """While a class goes together its learners are at its step, and while it goes up to a step they come no further."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        match = request.resolver_match
        name = match.url_name or "" if match is not None else ""
        if not name.startswith("lesson") or name in OFF_THE_WAY or not visitor.key_of(request.session):
            return None
        seat = _seat_of(request)
        if seat is None or seat.state != "in" or seat.room.pace == "free" or seat.room.lesson != kwargs["lesson_id"]:
            return None
        room = seat.room
        if allowed(room, kwargs.get("step_id", "") or _last_step(seat)):
            return None
        if getattr(request, "htmx", False):
            return HttpResponse(
                status=204, headers={"HX-Redirect": reverse("lesson-step", args=[room.lesson, room.step])}
            )
        return redirect("lesson-step", room.lesson, room.step)


# The whole lesson to read, its pictures, beginning it again; and what an open page asks for until it has gone on.
OFF_THE_WAY = ("lesson-whole", "lesson-asset", "lesson-reset", "lesson-todo")


def _last_step(seat: Seat) -> str:
    """Where the lesson opens for this learner, if no step is asked for."""
    kept = Progress.objects.filter(visitor=seat.visitor, lesson=seat.room.lesson).values_list("step", flat=True).first()
    return kept or rooms.lesson_of(seat.room).steps[0].id


def allowed(room: Room, wanted: str) -> bool:
    """Whether a learner may be at this step of the class's lesson."""
    ids = [step.id for step in rooms.lesson_of(room).steps]
    if room.step not in ids or wanted not in ids:
        return True  # the lesson has changed meanwhile
    return wanted == room.step or (room.pace == "upto" and ids.index(wanted) < ids.index(room.step))
