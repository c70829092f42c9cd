"""Search: every word that is asked for must occur; titles weigh more than text. Only what every learner may read is searched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .claims import without_marks
from .glossary import TERMS
from .lesson import Lesson
from .reading import shown

MOST = 20
AROUND = 90  # characters of text on each side of the first word found


@dataclass(frozen=True, slots=True)
class Found:
    """One result. `excerpt`: (before, the word, after)."""

    title: str
    where: str
    address: str
    excerpt: tuple[str, str, str]


def find(asked: str, lessons: Mapping[str, Lesson]) -> list[Found]:
    """The best results, best first."""
    words = re.findall(r"[\w-]+", asked.lower())[:8]
    if not words:
        return []
    found: list[tuple[int, Found]] = []
    for term in TERMS:
        weight = _weight(words, term.name, term.sentence)
        if weight:
            excerpt = _excerpt(term.sentence, words)
            found.append((weight + 5, Found(term.name, "Glossary", f"/glossary/#{term.id}", excerpt)))
    for lesson in lessons.values():
        for step in lesson.steps:
            text = " ".join(without_marks(text) for _, text in shown(step))
            if step is lesson.steps[0]:
                text = f"{lesson.summary} {lesson.intro} {text}"
            weight = _weight(words, f"{lesson.title} {step.title}", text)
            if weight:
                address = f"/learn/{lesson.id}/{step.id}/"
                found.append((weight, Found(step.title, lesson.title, address, _excerpt(text, words))))
    found.sort(key=lambda pair: -pair[0])
    return [one for _, one in found[:MOST]]


def _weight(words: list[str], title: str, text: str) -> int:
    title, text = title.lower(), text.lower()
    if not all(word in title or word in text for word in words):
        return 0
    return sum(10 * (word in title) + min(text.count(word), 5) for word in words)


def _excerpt(text: str, words: list[str]) -> tuple[str, str, str]:
    flat = re.sub(r"[*`#>|_]|\[|\]\([^)]*\)", "", " ".join(text.split()))
    at = min((place for word in words if (place := flat.lower().find(word)) >= 0), default=0)
    word = next((word for word in words if flat.lower().startswith(word, at)), "")
    before, after = flat[max(0, at - AROUND) : at], flat[at + len(word) : at + len(word) + AROUND]
    return ("…" + before if at > AROUND else before, flat[at : at + len(word)], after)
