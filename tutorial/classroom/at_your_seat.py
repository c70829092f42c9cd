"""What every page of a learner knows of their class: the bar at their seat, and how far the class may go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from clusterviz.live import visitor
from clusterviz.models import ClusterRecord
from lessons import course_map
from lessons.course.lesson import Question, Step

from . import board, rooms
from .models import Ballot, Seat


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
    lesson = course_map.course().lessons.get(room.lesson)
    step = lesson.step(room.step) if lesson is not None else None
    return {
        "seat": seat,
        "room": room,
        "lesson": lesson,
        "step": step,
        "number": lesson.steps.index(step) + 1 if lesson is not None and step is not None else 0,
        "held": room.paused or room.eyes_up,
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
    mine = Ballot.objects.filter(seat=seat, question=board.key_of(vote), round=vote["round"]).first()
    return {
        **vote,
        "ask": board.plainly(question),
        "options": list(question.options.items()),
        "mine": mine.answer if mine is not None else "",
        "histogram": board.ballots(seat.room, question)[-1] if vote["revealed"] else None,
    }


def question_of(vote: dict[str, Any]) -> Question | None:
    """The question that is voted on."""
    lesson = course_map.course().lessons.get(vote.get("lesson", ""))
    step: Step | None = lesson.step(vote["step"]) if lesson is not None else None
    return next((one for one in step.questions if one.id == vote["question"]), None) if step is not None else None


class PaceMiddleware:
    """While a class goes together, or up to a step, its learners come no further than that."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or not (match.url_name or "").startswith("lesson") or "step_id" not in kwargs:
            return None
        if not visitor.key_of(request.session):
            return None
        seat = _seat_of(request)
        if seat is None or seat.state != "in" or seat.room.pace == "free" or seat.room.lesson != kwargs["lesson_id"]:
            return None
        ids = [step.id for step in rooms.lesson_of(seat.room).steps]
        wanted, reached = kwargs["step_id"], seat.room.step
        if wanted in ids and reached in ids and ids.index(wanted) > ids.index(reached):
            return redirect("lesson-step", seat.room.lesson, reached)
        return None
