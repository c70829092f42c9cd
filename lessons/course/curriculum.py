"""Proof 10: the lessons of a course together. Concepts are required after they are taught, and no id that was published is gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from .lesson import Be, Lesson, Question
from .mistakes import did_you_mean, listed
from .proof import Failure

PUBLISHED = "ids.txt"  # beside a lesson.md: the ids that learners' progress keys on


def failures(
    lessons: Mapping[str, Lesson], folder: Path | None = None, planned: Iterable[str] = ()
) -> Iterator[Failure]:
    """Everything that fails proof 10. `lessons` in the order of the course."""
    teachers: dict[str, Lesson] = {}
    for lesson in lessons.values():
        for concept in lesson.concepts:
            teachers.setdefault(concept, lesson)
    for lesson in lessons.values():
        for concept in lesson.requires:
            if concept in lesson.concepts:
                yield Failure(10, lesson.place("requires"), f"it requires {concept!r}, which it teaches itself.")
            elif concept not in teachers:
                told = f"no lesson teaches {concept!r}, which it requires. {_near(concept, teachers)}"
                yield Failure(10, lesson.place("requires"), told.rstrip())
    yield from _circles(lessons, teachers)
    yield from _recalls(lessons, teachers)
    if folder is not None:
        for lesson in lessons.values():
            yield from _lost(lesson, folder / lesson.id / PUBLISHED)


def _near(concept: str, teachers: Mapping[str, Lesson]) -> str:
    return did_you_mean(concept, teachers) if teachers and len(teachers) < 40 else ""


def _circles(lessons: Mapping[str, Lesson], teachers: Mapping[str, Lesson]) -> Iterator[Failure]:
    """Lessons that wait for each other; each circle is told once, at its first lesson."""
    told: set[frozenset[str]] = set()
    for lesson in lessons.values():
        path: list[str] = []
        found = _circle(lesson, teachers, path, set())
        if found and frozenset(found) not in told:
            told.add(frozenset(found))
            ways = listed(f"{one} requires {other}" for one, other in zip(found, [*found[1:], found[0]], strict=True))
            yield Failure(10, lessons[found[0]].place("requires"), f"the lessons go round in a circle: {ways}.")


def _circle(lesson: Lesson, teachers: Mapping[str, Lesson], path: list[str], seen: set[str]) -> list[str]:
    if lesson.id in path:
        return path[path.index(lesson.id) :]
    if lesson.id in seen:
        return []
    seen.add(lesson.id)
    path.append(lesson.id)
    for concept in lesson.requires:
        teacher = teachers.get(concept)
        if teacher is not None and teacher is not lesson and (found := _circle(teacher, teachers, path, seen)):
            return found
    path.pop()
    return []


def _recalls(lessons: Mapping[str, Lesson], teachers: Mapping[str, Lesson]) -> Iterator[Failure]:
    """One recalls what was taught before."""
    order = list(lessons)
    for lesson in lessons.values():
        for step in lesson.steps:
            for question in step.questions:
                if question.kind != "recall":
                    continue
                teacher = teachers.get(question.concept)
                if teacher is None or order.index(teacher.id) >= order.index(lesson.id):
                    told = f"{question.id} recalls {question.concept!r}, which no earlier lesson teaches."
                    yield Failure(10, question.place, told)


def ids(lesson: Lesson) -> list[str]:
    """Everything that progress keys on, in the order of the lesson."""
    found: list[str] = []
    for step in lesson.steps:
        found.append(step.id)
        found += [f"{step.id}/{check.id}" for check in step.checks]
        found += [f"{step.id}/{block.id}" for block in step.blocks if isinstance(block, (Question, Be))]
    return found


def _lost(lesson: Lesson, file: Path) -> Iterator[Failure]:
    if not file.is_file():
        return
    now = set(ids(lesson))
    for line in file.read_text("utf-8").splitlines():
        known = line.partition("#")[0].strip()
        if known and known not in now:
            told = f"the id {known} was published and is gone: learners' progress keys on it. Give it back its name."
            yield Failure(10, lesson.place("id"), told)
