"""Search: every word that is asked for must occur; titles weigh more than text. Only what every learner may read is searched."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .claims import without_marks
from .glossary import TERMS
from .lesson import Lesson
from .reading import shown

MOST = 20
AROUND = 90  # characters of text on each side of the first word found, at most
OWN = 20  # so much more weighs a lesson that is called just as is asked; less the more words its title has besides


@dataclass(frozen=True, slots=True)
class Found:
    """One result. `excerpt`: (before, the word, after)."""

    title: str
    where: str
    address: str
    excerpt: tuple[str, str, str]
    language: str = "en"


class Said(NamedTuple):
    """What is searched besides lessons: a term of the glossary, say."""

    title: str
    text: str
    where: str
    address: str
    language: str = "en"


def terms() -> list[Said]:
    """The glossary, as it was written."""
    return [Said(term.name, term.sentence, "Glossary", f"/glossary/#{term.id}") for term in TERMS]


def find(asked: str, lessons: Mapping[str, Lesson], besides: Sequence[Said] | None = None) -> list[Found]:
    """The best results, best first: of these lessons, and of the glossary in the same language."""
    words = re.findall(r"[\w-]+", asked.lower())[:8]
    if not words:
        return []
    found: list[tuple[int, Found]] = []
    for one in terms() if besides is None else besides:
        weight = _weight(words, one.title, one.text)
        if weight:
            excerpt = _excerpt(one.text, words)
            found.append((weight + 5, Found(one.title, one.where, one.address, excerpt, one.language)))
    for lesson in lessons.values():
        for step in lesson.steps:
            text = " ".join(without_marks(text) for _, text in shown(step))
            if step is lesson.steps[0]:
                text = f"{lesson.summary} {lesson.intro} {text}"
            weight = _weight(words, f"{lesson.title} {step.title}", text)
            if weight:
                address = f"/learn/{lesson.id}/{step.id}/"
                title, where = step.title, lesson.title
                if step is lesson.steps[0]:  # it stands for the lesson
                    title, where = where, title
                    weight += _named(words, lesson.title)
                found.append((weight, Found(title, where, address, _excerpt(text, words), lesson.language)))
    found.sort(key=lambda pair: -pair[0])
    return [one for _, one in found[:MOST]]


def _weight(words: list[str], title: str, text: str) -> int:
    title, text = title.lower(), text.lower()
    if not all(word in title or word in text for word in words):
        return 0
    return sum(10 * (word in title) + min(text.count(word), 5) for word in words)


def _named(words: list[str], title: str) -> int:
    return OWN * len(words) // len(title.split()) if all(word in title.lower() for word in words) else 0


def _excerpt(text: str, words: list[str]) -> tuple[str, str, str]:
    flat = re.sub(r"[*`#>|_]|\[|\]\([^)]*\)", "", " ".join(text.split()))
    at = min((place for word in words if (place := flat.lower().find(word)) >= 0), default=0)
    word = next((word for word in words if flat.lower().startswith(word, at)), "")
    end = at + len(word)
    before, after = flat[max(0, at - AROUND) : at], flat[end : end + AROUND]
    if at > AROUND:
        before = "…" + before[before.find(" ") + 1 :]
    if end + AROUND < len(flat):
        after = after[: after.rfind(" ") + 1] + "…"
    return (before, flat[at:end], after)
