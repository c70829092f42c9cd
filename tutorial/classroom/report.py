"""The room report: what a class did, with plots that are drawn as SVG, on a page made for paper."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any

from django.utils.translation import get_language

from lessons.course.lesson import Lesson

from . import board
from .after import lessons_of, progress_of
from .models import Room

WIDTH = 300  # units of a bar


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step in the plot: how many did it, how long it took half of them, how often they tried."""

    title: str
    done: int
    working: int
    minutes: str
    tries: str
    hints: int
    done_width: int
    working_width: int


@dataclass(frozen=True, slots=True)
class LessonReport:
    """One lesson of the room."""

    lesson: Lesson
    lines: list[StepLine]
    histograms: list[board.Histogram]


def read(room: Room) -> dict[str, Any]:
    """Everything that the page shows."""
    seats = list(room.seats.filter(state="in"))
    done = progress_of(room, seats)
    reports = []
    for lesson in lessons_of(room, get_language() or "en"):
        rows = [row for seat in seats if (row := done.get((seat.visitor, lesson.id))) is not None]
        if not rows:
            continue
        lines, histograms = [], []
        for step in lesson.steps:
            kept = [row.steps.get(step.id, {}) for row in rows]
            finished = [one for one in kept if one.get("done")]
            working = sum("since" in one and not one.get("done") for one in kept)
            times = [one["done_s"] - one["first_s"] for one in finished if one.get("done_s") and one.get("first_s")]
            tries = [one.get("tries", 0) for one in finished]
            unit = WIDTH / max(len(seats), 1)
            lines.append(
                StepLine(
                    title=step.title,
                    done=len(finished),
                    working=working,
                    minutes=board.ago(median(times)) if times else "–",
                    tries=f"{median(tries):g}" if tries else "–",
                    hints=sum(one.get("hints_used", 0) for one in kept),
                    done_width=round(len(finished) * unit),
                    working_width=round(working * unit),
                )
            )
            for question in step.predictions:
                told = [one["first_bets"][question.id] for one in kept if question.id in one.get("first_bets", {})]
                truths = [one["outcomes"][question.id] for one in kept if question.id in one.get("outcomes", {})]
                if told:
                    histograms.append(board.histogram(question, told, truths))
        reports.append(LessonReport(lesson, lines, histograms))
    return {"room": room, "learners": len(seats), "reports": reports, "width": WIDTH}
