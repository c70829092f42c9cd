"""The board: learners × steps, read with four queries however many sit in the room."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, ngettext

from clusterviz.models import Poke
from lessons.course.lesson import Lesson, Question, Step
from lessons.models import Progress

from . import rooms, stuck
from .models import Ballot, Room, Seat

NOTICES: dict[str, Callable[[Room], list[str]]] = {}  # by who they are: sentences for the teachers of a room
AWAY_S = 60  # so long without a word from a page, and its learner is away
SORTS = {
    "need": gettext_noop("Stuck first"),
    "name": gettext_noop("By name"),
    "seat": gettext_noop("In order of arrival"),
    "far": gettext_noop("Farthest first"),
}


@dataclass(slots=True)
class Cell:
    """How a learner stands with a step. `state`: none, working, stuck, done or caught (up with the class)."""

    state: str
    words: str = ""


@dataclass(slots=True)
class Row:
    """A learner."""

    seat: Seat
    name: str
    cells: list[Cell]
    said: str = ""
    why: str = ""  # what the first open check says to one who is stuck
    away: bool = False
    hand: str = ""  # since when
    cluster: str = ""
    order: tuple[Any, ...] = field(default_factory=tuple)

    @property
    def stuck(self) -> bool:
        return any(cell.state == "stuck" for cell in self.cells)


@dataclass(slots=True)
class Column:
    """A step, and how the class stands with it."""

    step: Step
    done: int
    stuck: int


@dataclass(slots=True)
class Bar:
    """One bar of a histogram."""

    label: str
    count: int
    percent: int
    right: bool


@dataclass(slots=True)
class Histogram:
    """What the class bet on, or voted for."""

    question: Question
    bars: list[Bar]
    answered: int

    @property
    def ask(self) -> str:
        """What was asked."""
        return plainly(self.question)


@dataclass(slots=True)
class Board:
    """All that the board shows."""

    lesson: Lesson
    columns: list[Column]
    rows: list[Row]
    waiting: list[Seat]
    hands: list[Row]
    focus: Step
    histograms: list[Histogram]

    @property
    def stuck_count(self) -> int:
        return sum(row.stuck for row in self.rows)


def read(room: Room, sort: str = "need", named: bool = True, step_id: str = "") -> Board:
    """The board as it is now. Queries: seats, progress, clusters, pokes; their number does not grow with the class."""
    lesson = rooms.lesson_of(room)
    seats = list(room.seats.filter(state__in=("in", "waiting")))
    present = [seat for seat in seats if seat.state == "in"]
    keys = [seat.visitor for seat in present]
    progress = {row.visitor: row for row in Progress.objects.filter(visitor__in=keys, lesson=room.lesson)}
    clusters = rooms.clusters_of(room, present)
    deeds: dict[str, list[int]] = {}
    pokes = Poke.objects.filter(cluster__in=list(clusters.values()), who="you").values_list("cluster_id", "number")
    for cluster_id, number in pokes:
        deeds.setdefault(cluster_id, []).append(number)
    limits = {step.id: _limits(step, progress) for step in lesson.steps}
    now = timezone.now()
    twice = {name for name, count in Counter(seat.nickname.lower() for seat in present).items() if count > 1}
    rows = []
    for seat in present:
        record, own = clusters.get(seat.visitor), progress.get(seat.visitor)
        numbers = deeds.get(record.pk, []) if record is not None else []
        name = f"{seat.nickname} ({seat.number})" if seat.nickname.lower() in twice else seat.nickname
        row = Row(
            seat,
            name if named else gettext("Learner %(number)s") % {"number": seat.number},
            [],
            cluster=record.pk if record else "",
        )
        for step in lesson.steps:
            row.cells.append(_cell(step, own, numbers, limits[step.id]))
        row.away = (now - seat.seen).total_seconds() > AWAY_S
        row.hand = ago((now - seat.hand_at).total_seconds()) if seat.hand_at else ""
        row.said, row.why = _said(lesson, own, row), _why(own) if row.stuck else ""
        row.order = _order(row, sort)
        rows.append(row)
    rows.sort(key=lambda row: row.order)
    focus = lesson.step(step_id) or lesson.step(room.step) or lesson.steps[0]
    hands = sorted((row for row in rows if row.seat.hand_at), key=lambda row: row.seat.hand_at)
    histograms = [histogram(question, *_bets(question, focus, progress)) for question in focus.predictions]
    columns = [
        Column(
            step,
            sum(row.cells[at].state in ("done", "caught") for row in rows),
            sum(row.cells[at].state == "stuck" for row in rows),
        )
        for at, step in enumerate(lesson.steps)
    ]
    return Board(lesson, columns, rows, [seat for seat in seats if seat.state == "waiting"], hands, focus, histograms)


def _limits(step: Step, progress: dict[str, Progress]) -> tuple[float, float]:
    times, tries = [], []
    for row in progress.values():
        kept = row.steps.get(step.id, {})
        if kept.get("done_s") and kept.get("first_s"):
            times.append(kept["done_s"] - kept["first_s"])
            tries.append(kept.get("tries", 0))
    return stuck.limits(times, tries)


def tries_of(kept: dict[str, Any], numbers: list[int]) -> int:
    """How often the learner tried something on a step that is open; or had to, until it was done."""
    if "tries" in kept:
        return int(kept["tries"])
    moment = kept.get("moment")
    return sum(number > moment[2] for number in numbers) if moment else 0


def _cell(step: Step, own: Progress | None, numbers: list[int], limits: tuple[float, float]) -> Cell:
    kept = own.steps.get(step.id, {}) if own is not None else {}
    if kept.get("caught_up"):
        return Cell("caught")
    if kept.get("done"):
        return Cell("done", f"{kept['tries']}×" if kept.get("tries", 0) > 1 else "")
    if "since" not in kept or own is None or own.step != step.id:
        return Cell("none")
    spent_s, tries = max(0.0, time.time() - kept.get("first_s", time.time())), tries_of(kept, numbers)
    words = ago(spent_s) + (f" · {tries}×" if tries else "")
    beyond = bool(step.checks) and (spent_s > limits[0] or tries > limits[1])
    return Cell("stuck" if beyond else "working", words)


def _said(lesson: Lesson, own: Progress | None, row: Row) -> str:
    if own is None:
        return gettext("has not opened the lesson")
    if all(cell.state in ("done", "caught") for cell in row.cells):
        return gettext("all steps done")
    step = lesson.step(own.step)
    if step is None or not step.checks:
        return gettext("reading")
    ticks = own.steps.get(step.id, {}).get("ticks", {})
    done = sum(bool(ticks.get(check.id, {}).get("done")) for check in step.checks)
    count = ngettext("%(done)s of %(count)s check", "%(done)s of %(count)s checks", len(step.checks))
    return count % {"done": done, "count": len(step.checks)}


def _why(own: Progress | None) -> str:
    return own.steps.get(own.step, {}).get("why", "").replace("`", "") if own is not None else ""


def _order(row: Row, sort: str) -> tuple[Any, ...]:
    reached = sum(cell.state in ("done", "caught") for cell in row.cells)
    match sort:
        case "name":
            return (row.name.lower(), row.seat.number)
        case "seat":
            return (row.seat.number,)
        case "far":
            return (-reached, row.seat.number)
        case _:
            return (not row.stuck, not row.hand, reached, row.seat.number)


def _bets(question: Question, step: Step, progress: dict[str, Progress]) -> tuple[list[str], list[str]]:
    kept = [row.steps.get(step.id, {}) for row in progress.values()]
    told = [one["bets"][question.id] for one in kept if question.id in one.get("bets", {})]
    truths = [one["outcomes"][question.id] for one in kept if question.id in one.get("outcomes", {})]
    return told, truths


def histogram(question: Question, told: list[str], truths: list[str]) -> Histogram:
    """How often each answer was given. What is right is known once it happened in somebody's cluster."""
    counts = Counter(told)
    truth = Counter(truths).most_common(1)[0][0] if truths else question.answer
    labels = dict(question.options) or {name: name for name in sorted(counts)}
    most = max(counts.values(), default=1)
    bars = [
        Bar(label, counts[name], round(100 * counts[name] / most), bool(truths) and name == truth)
        for name, label in labels.items()
    ]
    return Histogram(question, bars, len(told))


def ballots(room: Room, question: Question, truths: list[str] | None = None) -> list[Histogram]:
    """The vote that is under way, and the rounds before it."""
    vote = room.vote
    rows = Ballot.objects.filter(seat__room=room, seat__state="in", question=key_of(vote))
    by_round: dict[int, list[str]] = {number: [] for number in range(1, vote["round"] + 1)}
    for number, answer in rows.values_list("round", "answer"):
        by_round.setdefault(number, []).append(answer)
    return [histogram(question, told, truths or []) for _number, told in sorted(by_round.items())]


def key_of(vote: dict[str, Any]) -> str:
    """Under what a vote's ballots are kept."""
    return f"{vote['lesson']}/{vote['step']}/{vote['question']}"


def plainly(question: Question) -> str:
    """What is asked, without the marks of its formatting."""
    return question.ask.replace("`", "").replace("**", "")


def ago(seconds: float) -> str:
    """20 s, 4 min, 2 h."""
    if seconds < 60:
        return gettext("%(count)s s") % {"count": int(seconds)}
    if seconds < 5400:
        return gettext("%(count)s min") % {"count": int(seconds // 60)}
    return gettext("%(count)s h") % {"count": int(seconds // 3600)}
