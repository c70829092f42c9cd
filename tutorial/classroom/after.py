"""What remains of a class: tables as CSV, safe to open in a spreadsheet, and what the report draws."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from clusterviz.models import Poke
from lessons import course_map
from lessons.course.lesson import Lesson
from lessons.models import Progress

from . import rooms
from .board import tries_of
from .models import Room, Seat

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
KINDS = ("learners", "steps", "moodle", "canvas")
PASSED = 100.0  # points of a lesson that is done


def harmless(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(BEGINS_A_FORMULA) else text


def table(rows: Iterable[Iterable[Any]]) -> str:
    """CSV with a mark of its encoding, as spreadsheets want it."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([harmless(value) for value in row])
    return "\ufeff" + out.getvalue()


def lessons_of(room: Room, language: str = "en") -> list[Lesson]:
    """The room's lessons, as far as they are still there. In a table their titles do not depend on who fetches it."""
    return [found for name in room.lessons if (found := course_map.lesson_in(name, language)) is not None]


def progress_of(room: Room, seats: list[Seat]) -> dict[tuple[str, str], Progress]:
    """(visitor, lesson) → what they did."""
    rows = Progress.objects.filter(visitor__in=[seat.visitor for seat in seats], lesson__in=room.lessons)
    return {(row.visitor, row.lesson): row for row in rows}


def export(room: Room, kind: str) -> str:
    """One of KINDS."""
    seats = list(room.seats.filter(state="in"))
    done = progress_of(room, seats)
    lessons = lessons_of(room)
    match kind:
        case "learners":
            return table(_learners(seats, lessons, done))
        case "steps":
            return table(_steps(room, seats, lessons, done))
        case "moodle":
            return table(_moodle(seats, lessons, done))
        case _:
            return table(_canvas(seats, lessons, done))


def percent(lesson: Lesson, row: Progress | None) -> int:
    """How much of a lesson is done."""
    known = {step.id for step in lesson.steps}
    return round(100 * len(known.intersection(row.steps_done())) / len(known)) if row is not None else 0


def _learners(seats: list[Seat], lessons: list[Lesson], done: dict[Any, Progress]) -> Iterable[list[Any]]:
    yield ["Learner", "Joined (UTC)", *(f"{lesson.id} (steps done of {len(lesson.steps)})" for lesson in lessons)]
    for seat in seats:
        rows = [done.get((seat.visitor, lesson.id)) for lesson in lessons]
        yield [seat.nickname, _when(seat.joined.timestamp()), *(len(row.steps_done()) if row else 0 for row in rows)]


STEP_COLUMNS = ("Learner", "Lesson", "Step", "Status", "Tries", "Hints", "Solution shown", "Begun (UTC)", "Done (UTC)",
                "Seconds", "Predictions", "Predictions right", "First answers")  # fmt: skip


def _steps(room: Room, seats: list[Seat], lessons: list[Lesson], done: dict[Any, Progress]) -> Iterable[list[Any]]:
    yield list(STEP_COLUMNS)
    deeds: dict[tuple[str, str], list[int]] = {}
    for lesson in lessons:
        by_cluster = {record.pk: owner for owner, record in rooms.clusters_of(room, seats, lesson.id).items()}
        pokes = Poke.objects.filter(cluster__in=list(by_cluster), who="you").values_list("cluster_id", "number")
        for cluster_id, number in pokes:
            deeds.setdefault((by_cluster[cluster_id], lesson.id), []).append(number)
    for seat in seats:
        for lesson in lessons:
            row = done.get((seat.visitor, lesson.id))
            for step in lesson.steps:
                kept = row.steps.get(step.id, {}) if row is not None else {}
                first, last = kept.get("first_s"), kept.get("done_s")
                bets, outcomes = kept.get("first_bets", {}), kept.get("outcomes", {})
                right = sum(outcomes.get(name) == bet for name, bet in bets.items())
                tries = tries_of(kept, deeds.get((seat.visitor, lesson.id), []))
                yield [
                    seat.nickname, lesson.id, step.id, status(kept), tries, kept.get("hints_used", kept.get("hints", 0)),
                    "yes" if kept.get("solution") else "no", _when(first), _when(last),
                    last - first if first and last else "", len(bets), right,
                    "; ".join(f"{name}: {bet}" for name, bet in bets.items()),
                ]  # fmt: skip


def status(kept: dict[str, Any]) -> str:
    """done, caught up, working or not started."""
    if kept.get("caught_up"):
        return "caught up"
    return "done" if kept.get("done") else "working" if "since" in kept else "not started"


def _moodle(seats: list[Seat], lessons: list[Lesson], done: dict[Any, Progress]) -> Iterable[list[Any]]:
    """Moodle's grade import maps columns by hand: it wants one that identifies, and a grade for each item."""
    yield ["ID number", "First name", *(lesson.title for lesson in lessons)]
    for seat in seats:
        grades = [percent(lesson, done.get((seat.visitor, lesson.id))) for lesson in lessons]
        yield [seat.nickname, seat.nickname, *grades]


def _canvas(seats: list[Seat], lessons: list[Lesson], done: dict[Any, Progress]) -> Iterable[list[Any]]:
    """Canvas' gradebook: five columns that name the student, then assignments, and a row of what is possible."""
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *(lesson.title for lesson in lessons)]
    yield ["Points Possible", "", "", "", "", *(PASSED for _lesson in lessons)]
    for seat in seats:
        grades = [percent(lesson, done.get((seat.visitor, lesson.id))) for lesson in lessons]
        yield [seat.nickname, "", seat.nickname, seat.nickname, seat.room.title, *grades]


def _when(seconds: float | None) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S") if seconds else ""
