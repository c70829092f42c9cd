"""The course as a visitor sees it: what is done, what is begun, what comes next."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, get_language_info, gettext

from .course import track, translating
from .course.lesson import Lesson
from .course.mistakes import Mistakes
from .course.track import Part, Track
from .models import Progress

_lock = threading.Lock()
_own: list[Track] = []  # what cannot change while we run: the built-in course
_loaded: list[tuple[int, Track]] = []  # when others' lessons changed last, and all of it


def course() -> Track:
    """The course. It is read once, and what was imported or published again when that has changed."""
    with _lock:
        changed = _changed()
        if not _loaded or _loaded[0][0] != changed:
            if not _own:
                _own.append(track.load())
            whole = track.joined(_own[0], (track.survey(folder)[0] for folder in folders()))
            _loaded[:] = [(changed, whole)]
        return _loaded[0][1]


def look_again() -> None:
    """Something has been published, or taken back, by this process or another one."""
    folder = imported()
    folder.mkdir(parents=True, exist_ok=True)
    os.utime(folder)


def _changed() -> int:
    """When what others have written changed last: a lesson that is dropped into a folder is there at the next look."""
    watched = [imported()]
    for folder in map(Path, settings.LESSONS):
        watched += [folder, *folder.glob("*"), *folder.glob("*/lesson.md")]
    return max(_moment(path) for path in watched)


def _moment(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def lesson_in(lesson_id: str, language: str) -> Lesson | None:
    """A lesson in the reader's language, as far as it is translated; None if there is no such lesson."""
    found = course().lessons.get(lesson_id)
    if found is None:
        return None
    folder = course().folder_of(lesson_id)
    for known in (language, language.split("-")[0]):
        if known in translating.languages(folder):
            return _translated(found.digest, str(folder), known)
    return found


def lessons_in(language: str) -> dict[str, Lesson]:
    """Every written lesson, in the reader's language as far as it is translated."""
    return {lesson_id: lesson_in(lesson_id, language) or lesson for lesson_id, lesson in course().lessons.items()}


def interface_language() -> str:
    """The language that the pages' own words are in: the reader's, or English where they are not translated into it."""
    wanted = (get_language() or "en").split("-")[0]
    return wanted if wanted in settings.INTERFACE_LANGUAGES else "en"


def languages_of(lesson_id: str) -> list[dict[str, Any]]:
    """The languages that a lesson can be read in, with the percent that is translated; [] where there is only one."""
    found, folder = course().lessons[lesson_id], course().folder_of(lesson_id)
    others = [
        {"code": code, "name": name_of(code), "percent": percent}
        for code in translating.languages(folder)
        if (percent := _percent(found.digest, str(folder), code))
    ]
    return [{"code": "en", "name": name_of("en"), "percent": 100}, *others] if others else []


def translated_percent(lesson: Lesson) -> int:
    """How much of a lesson is in the pages' language."""
    language = interface_language()
    if language == "en":
        return 100
    return _percent(lesson.digest, str(course().folder_of(lesson.id)), language) if lesson.language == language else 0


def translation() -> dict[str, Any] | None:
    """How much of the course is in the pages' language; None where they are in English, as every lesson is."""
    language, lessons = interface_language(), course().lessons
    if language == "en" or not lessons:
        return None
    percents = [translated_percent(lesson) for lesson in lessons_in(language).values()]
    return {
        "code": language.upper(),
        "done": sum(percent > 0 for percent in percents),
        "all": len(percents),
        "percent": sum(percents) // len(percents),
    }


def name_of(code: str) -> str:
    """The language's own name."""
    try:
        return str(get_language_info(code.lower())["name_local"])
    except KeyError:
        return code


@lru_cache(maxsize=500)
def _percent(digest: str, folder: str, language: str) -> int:
    found = next(lesson for lesson in course().lessons.values() if lesson.digest == digest)
    try:
        return translating.percent(found, translating.catalog(Path(folder), language))
    except (Mistakes, UnicodeDecodeError):
        return 0


@lru_cache(maxsize=500)
def _translated(digest: str, folder: str, language: str) -> Lesson:
    found = next(lesson for lesson in course().lessons.values() if lesson.digest == digest)
    try:
        return translating.translated(found, translating.catalog(Path(folder), language), language)
    except (Mistakes, UnicodeDecodeError):
        return found  # `lesson prove` tells the translator


def folders() -> list[Path]:
    """Where lessons stand that others have written: what was imported, and the folders that the settings name."""
    return [folder for folder in (imported(), *map(Path, settings.LESSONS)) if folder.is_dir()]


def imported() -> Path:
    """Where `lesson import` puts what it has proved."""
    return Path(settings.VAR) / "lessons"


@dataclass(frozen=True, slots=True)
class Line:
    """A lesson in the map. `state`: planned, new, begun or done."""

    id: str
    title: str
    state: str
    where: str = ""  # "step 2 of 4"
    address: str = ""
    language: str = "en"
    percent: int = 100  # how much of it is in that language


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part with its lessons."""

    part: Part
    lines: tuple[Line, ...]

    @property
    def done(self) -> int:
        return sum(line.state == "done" for line in self.lines)

    @property
    def percent(self) -> int:
        return round(100 * self.done / len(self.lines)) if self.lines else 0


def parts(visitor: str) -> list[PartLine]:
    """Every part with the visitor's progress."""
    lessons = lessons_in(get_language() or "en")
    rows = {row.lesson: row for row in Progress.objects.filter(visitor=visitor)} if visitor else {}
    return [
        PartLine(
            part,
            tuple(_line(entry.id, entry.title, lessons.get(entry.id), rows.get(entry.id)) for entry in part.entries),
        )
        for part in course().parts
    ]


def _line(lesson_id: str, title: str, lesson: Lesson | None, row: Progress | None) -> Line:
    if lesson is None:
        return Line(lesson_id, title, "planned")
    address, language = f"/learn/{lesson_id}/", lesson.language
    percent = translated_percent(lesson) if language == interface_language() else 100
    if language != "en":
        title = lesson.title  # a translation has no shorter title for the map
    if row is None:
        return Line(lesson_id, title, "new", "", address, language, percent)
    if row.done:
        return Line(lesson_id, title, "done", "", address, language, percent)
    number = next((at for at, step in enumerate(lesson.steps, 1) if step.id == row.step), 1)
    where = gettext("step %(number)s of %(count)s") % {"number": number, "count": len(lesson.steps)}
    return Line(lesson_id, title, "begun", where, address, language, percent)


def to_continue(visitor: str) -> Line | None:
    """The lesson that the visitor was at last, if it is not done."""
    row = Progress.objects.filter(visitor=visitor, done=False).order_by("-updated").first() if visitor else None
    lesson = lesson_in(row.lesson, get_language() or "en") if row is not None else None
    return _line(lesson.id, lesson.title, lesson, row) if lesson is not None else None
