"""Drafts and their versions: begun, saved, restored. Who saves what they have not seen the latest of loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext

from .. import course_map
from ..course import starting
from ..course.fields import is_identifier
from ..course.format import parse
from ..course.lesson import Lesson
from ..course.mistakes import Mistakes
from .models import Draft, EarlierFile, File, Version

MOST_CHARACTERS = 200_000  # of a lesson's text
MOST_DRAFTS = 500


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of saving. `beside`: somebody else's version is the newest, and this one stands beside it."""

    version: Version
    new: bool = True
    beside: Version | None = None


def begin(lesson_id: str, title: str, user: Any) -> Draft:
    """A new draft, which works as it stands. ValueError with a sentence."""
    lesson_id, title = lesson_id.strip(), " ".join(title.split())
    if not title:
        raise ValueError(gettext("A lesson needs a title."))
    lesson_id = lesson_id or _id_from(title)
    refuse_id(lesson_id)
    return create(lesson_id, starting.new(lesson_id, title[:120]), user, "begun")


def _id_from(title: str) -> str:
    words = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in title.lower()).split()
    return "-".join(words)[:60].strip("-")


def refuse_id(lesson_id: str) -> None:
    """ValueError with a sentence if a new lesson cannot be called so."""
    if not is_identifier(lesson_id) or len(lesson_id) > 80:
        told = gettext("%(id)s is not an id: use small letters, digits and hyphens, and begin with a letter.")
        raise ValueError(told % {"id": repr(lesson_id[:90])})
    if lesson_id in course_map.course().lessons or Draft.objects.filter(lesson=lesson_id).exists():
        raise ValueError(gettext("There is a lesson %(id)s already: choose another id.") % {"id": lesson_id})
    if Draft.objects.count() >= MOST_DRAFTS:
        raise ValueError(gettext("There are %(count)s drafts: delete one first.") % {"count": MOST_DRAFTS})


def create(lesson_id: str, text: str, user: Any, note: str, files: Mapping[str, bytes] | None = None) -> Draft:
    """A draft with its first version."""
    with transaction.atomic():
        draft = Draft.objects.create(lesson=lesson_id, title=lesson_id)
        for name, content in (files or {}).items():
            File.objects.create(draft=draft, name=name, content=content)
        _append(draft, text, user, note)
    return draft


def save(draft_id: int, text: str, seen: int, user: Any, note: str = "", anew: bool = False) -> Saved:
    """Keep a text. `seen`: the version that its author had before them; `anew`: a version even if the text is the same.

    ValueError with a sentence if it cannot be kept.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MOST_CHARACTERS:
        told = gettext("The text has %(count)s characters; %(most)s are the most: split the lesson.")
        raise ValueError(told % {"count": len(text), "most": MOST_CHARACTERS})
    if "\0" in text:
        raise ValueError(gettext("There is a NUL character in the text: take it out."))
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=draft_id)
        newest = draft.newest
        if text == newest.text and not anew:
            return Saved(newest, new=False)
        if seen != draft.head:
            known = draft.versions.filter(text=text, aside=True, author=user).first()
            return Saved(known or _append(draft, text, user, f"beside version {draft.head}", aside=True), beside=newest)
        return Saved(_append(draft, text, user, note))


def restore(draft_id: int, number: int, user: Any) -> Version:
    """An older version, or one that stands beside, becomes the newest. What was newest stays in the list."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=draft_id)
        text = draft.versions.get(number=number).text
        had: dict[str, bytes] = {}
        for file in draft.earlier_files.filter(last__gte=number):
            had.setdefault(file.name, bytes(file.content))
        for name, content in had.items():
            put_file(draft, name, content)
        return _append(draft, text, user, f"version {number} again")


def put_file(draft: Draft, name: str, content: bytes) -> None:
    """A picture or a translation stands beside the text from the next version on; the versions up to now keep what they had."""
    known = draft.files.filter(name=name).first()
    if known is not None and bytes(known.content) != content:
        EarlierFile.objects.create(draft=draft, name=name, content=known.content, last=draft.head)
    File.objects.update_or_create(draft=draft, name=name, defaults={"content": content})


def _append(draft: Draft, text: str, user: Any, note: str, aside: bool = False) -> Version:
    last = draft.versions.aggregate(last=Max("number"))["last"] or 0
    version = Version.objects.create(
        draft=draft, number=last + 1, text=text, author=user, author_name=name_of(user), note=note, aside=aside
    )
    if not aside:
        draft.head = version.number
        lesson, _mistakes = read(draft.lesson, text)
        if lesson is not None:
            draft.title = lesson.title[:200]
            if lesson.id != draft.lesson and draft.published is None and not _taken(lesson.id, draft):
                draft.lesson = lesson.id  # nothing keys on it yet
        draft.save()
    return version


def _taken(lesson_id: str, draft: Draft) -> bool:
    taken = lesson_id in course_map.course().lessons
    return taken or Draft.objects.filter(lesson=lesson_id).exclude(pk=draft.pk).exists()


def name_of(user: Any) -> str:
    """How somebody is called in the list of versions."""
    return str(user.get_full_name() or user.get_username())[:150]


@lru_cache(maxsize=200)
def read(lesson_id: str, text: str) -> tuple[Lesson | None, Mistakes | None]:
    """The lesson that a text is, or everything that is wrong in it."""
    try:
        return parse(text, f"{lesson_id}/lesson.md"), None
    except Mistakes as wrong:
        return None, wrong
