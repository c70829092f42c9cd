"""Recall: questions come back after one, three and seven days; what was forgotten begins again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from . import course_map, page
from .course.lesson import Lesson, Question
from .course.questions import right
from .models import Recall

DAYS = (1, 3, 7)
SHOWN = 5  # cards at once: a few minutes


@dataclass(frozen=True, slots=True)
class Card:
    """A question that is due."""

    row: Recall
    lesson: Lesson
    question: Question

    def asked(self) -> dict[str, Any]:
        """For the page."""
        return page.asked(self.question, self.row.values, self.row.mine, self.row.outcome, self.lesson.language)


def answered(key: str, lesson_id: str, question: Question, given: str, values: Mapping[str, str]) -> None:
    """A question of a lesson was answered: it comes back, sooner where the answer was wrong."""
    lesson = course_map.course().lessons[lesson_id]
    row, _made = Recall.objects.get_or_create(
        visitor=key, lesson=lesson_id, question=question.id, defaults={"values": dict(values), "due": timezone.now()}
    )
    _plan(row, right(question, given, page.truth(lesson, question, values)))
    row.mine = row.outcome = ""
    row.save()


def due(key: str) -> list[Card]:
    """The cards that are due, oldest first; those of lessons that are gone are left out."""
    if not key:
        return []
    rows = Recall.objects.filter(visitor=key, due__lte=timezone.now(), left__gt=0).order_by("due")[: SHOWN * 2]
    cards = (_card(row) for row in rows)
    return [card for card in cards if card is not None][:SHOWN]


def answer(key: str, number: int, given: str) -> Card | None:
    """Answer a card. It is told at once, and planned again."""
    row = Recall.objects.filter(visitor=key, pk=number).first()
    card = _card(row) if row is not None else None
    if card is None or not given:
        return card
    card.row.mine, card.row.outcome = given, page.truth(card.lesson, card.question, card.row.values)
    _plan(card.row, right(card.question, given, card.row.outcome))
    card.row.save()
    return card


def _plan(row: Recall, well: bool) -> None:
    row.box = min(row.box + 1, len(DAYS)) if well else 1
    row.left = row.left - 1 if well else len(DAYS)
    row.due = timezone.now() + timedelta(days=DAYS[row.box - 1])


def _card(row: Recall) -> Card | None:
    lesson = course_map.lesson_in(row.lesson, get_language() or "en")
    if lesson is None:
        return None
    for step in lesson.steps:
        for question in step.questions:
            if question.id == row.question:
                return Card(row, lesson, question)
    return None
