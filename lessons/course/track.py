"""A track: the parts of a course and their lessons in order (track.yaml), and the lessons that are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .fields import NO_IDENTIFIER, is_identifier, read
from .format import parse
from .lesson import Lesson
from .mistakes import Mistake, Mistakes, Place

MOST_BYTES = 1024 * 1024
MORE = "More lessons"  # the part of lessons that no track.yaml orders, such as those of the studio
CONTENT = Path(__file__).resolve().parent.parent / "content"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the course map. `lesson` is None while it is planned."""

    id: str
    title: str
    lesson: Lesson | None = None
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the course. `number` counts from 1."""

    number: int
    title: str
    summary: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Track:
    """The whole course."""

    id: str
    title: str
    licence: str
    authors: tuple[str, ...]
    parts: tuple[Part, ...]

    @cached_property
    def lessons(self) -> Mapping[str, Lesson]:
        """The lessons that are written, by id, in the order of the course."""
        return {entry.id: entry.lesson for part in self.parts for entry in part.entries if entry.lesson is not None}

    def folder_of(self, lesson_id: str) -> Path:
        """Where a written lesson stands. KeyError if there is none."""
        for part in self.parts:
            for entry in part.entries:
                if entry.id == lesson_id and entry.folder is not None:
                    return entry.folder
        raise KeyError(lesson_id)

    def part_of(self, lesson_id: str) -> Part:
        """The part that a lesson stands in. KeyError if it stands in none."""
        for part in self.parts:
            if any(entry.id == lesson_id for entry in part.entries):
                return part
        raise KeyError(lesson_id)

    def after(self, lesson_id: str) -> Lesson | None:
        """The next written lesson of the course."""
        ids = list(self.lessons)
        at = ids.index(lesson_id) + 1
        return self.lessons[ids[at]] if at < len(ids) else None


def load(folder: Path = CONTENT) -> Track:
    """The course in a folder. Raises Mistakes with everything that is wrong in it and its lessons."""
    track, mistakes = survey(folder)
    if mistakes:
        raise Mistakes(mistakes)
    return track


def joined(course: Track, others: Iterable[Track]) -> Track:
    """A course with the parts of others behind its own; a lesson whose id is taken already stays away."""
    parts = list(course.parts)
    taken = {entry.id for part in parts for entry in part.entries}
    for other in others:
        for part in other.parts:
            entries = tuple(entry for entry in part.entries if entry.lesson is not None and entry.id not in taken)
            taken |= {entry.id for entry in entries}
            if entries:
                parts.append(Part(len(parts) + 1, part.title, part.summary, entries))
    return Track(course.id, course.title, course.licence, course.authors, tuple(parts))


def survey(folder: Path) -> tuple[Track, list[Mistake]]:
    """The course in a folder as far as it can be read, and everything that is wrong in it.

    A folder without track.yaml is a course of one part, with its lessons in the order of their names.
    """
    mistakes: list[Mistake] = []
    written = sorted(path.parent.name for path in folder.glob("*/lesson.md"))
    file = folder / "track.yaml"
    if not file.is_file():
        entries = [
            _entry(folder, lesson_id, lesson_id, Place(f"{lesson_id}/lesson.md", 1), mistakes) for lesson_id in written
        ]
        return Track(folder.name, folder.name, "", (), (Part(1, MORE, "", tuple(entries)),)), mistakes
    fields = read(file.read_text("utf-8"), Place("track.yaml", 1), mistakes)
    parts: list[Part] = []
    for number, part in enumerate(fields.mappings("parts"), 1):
        title, summary, entries = part.text("title"), part.text("summary", ""), []
        for line in part.mappings("lessons"):
            entries.append(_entry(folder, line.text("id"), line.text("title"), line.where("id"), mistakes))
            line.finish()
        part.finish()
        parts.append(Part(number, title, summary, tuple(entries)))
    track = Track(
        fields.text("id"), fields.text("title"), fields.text("licence"), fields.texts("authors"), tuple(parts)
    )
    fields.finish()
    named = [entry.id for part in parts for entry in part.entries]
    for lesson_id in written:
        if lesson_id not in named:
            sentence = f"the lesson {lesson_id} stands in no part: add the line `- {{id: {lesson_id}, title: …}}`."
            mistakes.append(Mistake(Place("track.yaml", 1), sentence))
    for lesson_id in sorted({one for one in named if named.count(one) > 1}):
        mistakes.append(Mistake(Place("track.yaml", 1), f"the lesson {lesson_id} stands here twice: keep one of them."))
    return track, mistakes


def text_of(file: Path, shown: str) -> str:
    """The text of a file of a lesson. Mistakes if it is none."""
    if file.stat().st_size > MOST_BYTES:
        raise Mistakes(
            [Mistake(Place(shown, 1), f"the file is larger than {MOST_BYTES // 1024} kB: split the lesson.")]
        )
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = file.read_bytes().count(b"\n", 0, error.start) + 1
        raise Mistakes([Mistake(Place(shown, line), "this is not UTF-8: save the file as UTF-8.")]) from error


def _entry(folder: Path, lesson_id: str, title: str, place: Place, mistakes: list[Mistake]) -> Entry:
    if not is_identifier(lesson_id):
        mistakes.append(Mistake(place, f"{lesson_id!r} {NO_IDENTIFIER}"))
        return Entry(lesson_id, title)
    file, shown = folder / lesson_id / "lesson.md", f"{lesson_id}/lesson.md"
    if not file.is_file():
        return Entry(lesson_id, title)
    try:
        lesson = parse(text_of(file, shown), shown)
    except Mistakes as wrong:
        mistakes.extend(wrong.mistakes)
        return Entry(lesson_id, title)
    if lesson.id != lesson_id:
        told = f"the lesson in the folder {lesson_id} calls itself {lesson.id!r}: write `id: {lesson_id}`"
        mistakes.append(
            Mistake(lesson.place("id"), f"{told}, or choose an id that no lesson has and name the folder so.")
        )
    return Entry(lesson_id, lesson.title, lesson, folder / lesson_id)
