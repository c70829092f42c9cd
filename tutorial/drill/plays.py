"""What the bots play: the solution of each lesson, and an answer to each question that holds time until it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from lessons import course_map
from lessons.course.lesson import Be, Lesson, Question, Step
from lessons.course.questions import IN_ORDER
from lessons.course.scripts import settles, time_line, typed

PRESETS = ("three-nodes", "bare")  # a class sits in ordinary clusters


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of a solution: a command, or so many virtual ms that pass (None: until it is quiet)."""

    line: str
    passes_ms: int | None = None

    @property
    def types(self) -> bool:
        """Whether something is typed."""
        return bool(self.line)


@dataclass(frozen=True, slots=True)
class Act:
    """One step of a lesson: the forms of its questions, then its deeds."""

    step: str
    bets: tuple[tuple[tuple[str, str], ...], ...]
    deeds: tuple[Deed, ...]
    checks: int

    def address(self, play: Play) -> str:
        """Of its page."""
        return f"/learn/{play.lesson}/{self.step}/"


@dataclass(frozen=True, slots=True)
class Play:
    """One lesson."""

    lesson: str
    minutes: int  # how long it takes people, as its author says
    acts: tuple[Act, ...]

    def thinks_s(self, tempo: float) -> float:
        """How long a bot thinks before each answer and each command, so that the lesson takes it its minutes / `tempo`."""
        thoughts = sum(len(act.bets) + sum(deed.types for deed in act.deeds) for act in self.acts)
        return self.minutes * 60 / tempo / max(thoughts, 1)


@lru_cache(maxsize=1)
def plays() -> tuple[Play, ...]:
    """Every lesson that can be played from its text alone: nothing in it is drawn, and nobody is a component."""
    return tuple(_play(lesson) for lesson in course_map.course().lessons.values() if _fits(lesson))


def _fits(lesson: Lesson) -> bool:
    being = any(True for step in lesson.steps for _ in step.all(Be))
    return not lesson.vars and not being and lesson.setting.preset in PRESETS


def _play(lesson: Lesson) -> Play:
    return Play(lesson.id, lesson.minutes, tuple(_act(step) for step in lesson.steps))


def _act(step: Step) -> Act:
    bets = tuple(tuple(_form(question).items()) for question in step.questions if question.gate)
    return Act(step.id, bets, tuple(map(_deed, step.solution)), len(step.checks))


def _deed(line: str) -> Deed:
    passes_ms = time_line(line)
    if settles(line):
        return Deed("")
    return Deed("", passes_ms) if passes_ms is not None else Deed(typed(line))


def _form(question: Question) -> Mapping[str, str]:
    """Some answer of the right shape: a bot does not need to be right."""
    if question.type in IN_ORDER:
        return {"id": question.id} | {f"place-{name}": str(place) for place, name in enumerate(question.options, 1)}
    return {"id": question.id, "answer": next(iter(question.options), "1")}
