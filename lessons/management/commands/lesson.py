"""`python3 manage.py lesson new | prove | preview | export | import | … `: lessons, from the first line on; `lesson --help` tells all."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string

from lessons import course_map, page, proving
from lessons.course import bundle, curriculum, schema, starting, track, translating
from lessons.course.fields import NO_IDENTIFIER, is_identifier
from lessons.course.format import parse
from lessons.course.lesson import Lesson
from lessons.course.mistakes import Mistakes, did_you_mean
from lessons.course.proof import Result, played_once, prove

WATCH_EVERY_S = 0.5
MOST_MEMORY_BYTES = 2 * 1024**3  # with --budget


class Command(BaseCommand):
    help = "Lessons: begin, prove, look at, give away, take in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True)
        new = commands.add_parser("new", help="begin a lesson with one that works")
        new.add_argument("id", metavar="ID", help="small letters, digits and hyphens")
        new.add_argument("--title", default="", help="what the course map says")
        _course(new)
        prove = commands.add_parser("prove", help="play lessons, and say which of their promises do not hold")
        prove.add_argument("ids", nargs="*", metavar="ID", help="only these lessons")
        _course(prove)
        prove.add_argument("--json", action="store_true", help="one JSON object with every result")
        prove.add_argument("--watch", action="store_true", help="again, whenever a file changes")
        prove.add_argument("--afresh", action="store_true", help="do not trust results of earlier runs")
        prove.add_argument("--budget", type=int, default=0, metavar="SECONDS", help="give up after so much CPU time")
        prove.add_argument("--jobs", type=int, default=0, metavar="N", help="processes (default: one a core)")
        rehearse = commands.add_parser("rehearse", help="play a lesson once, and say only whether it ends in time")
        rehearse.add_argument("id", metavar="ID")
        rehearse.add_argument("--budget", type=int, default=0, metavar="SECONDS", help="give up after so much CPU time")
        _course(rehearse)
        preview = commands.add_parser("preview", help="write a lesson as one page, to read or to print")
        preview.add_argument("id", metavar="ID")
        preview.add_argument("--out", type=Path, metavar="FILE", help="default: ID.html")
        _course(preview)
        export = commands.add_parser("export", help="pack a lesson into a zip")
        export.add_argument("id", metavar="ID")
        export.add_argument("--out", type=Path, metavar="FILE", help="default: ID.zip")
        _course(export)
        take_in = commands.add_parser("import", help="take a lesson in from a zip, if it is whole, harmless and proved")
        take_in.add_argument("zip", type=Path, metavar="FILE")
        take_in.add_argument("--lessons", type=Path, default=None, metavar="DIR", help="where to (default: this site)")
        publish = commands.add_parser("publish", help="write down the ids that must never change any more")
        publish.add_argument("id", metavar="ID")
        _course(publish)
        translate = commands.add_parser("translate", help="write or renew the .po file of a translation")
        translate.add_argument("id", metavar="ID")
        translate.add_argument("--language", required=True, metavar="CODE", help="as in de or pt-BR")
        _course(translate)
        help_for = commands.add_parser("schema", help="write JSON Schemas for the front matter and the blocks")
        help_for.add_argument("--out", type=Path, metavar="FILE", help="default: print it")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        getattr(self, {"import": "take_in", "schema": "write_schema"}.get(what, what))(**options)

    # -- prove --------------------------------------------------------------------------------------------------------

    def prove(
        self,
        ids: list[str],
        lessons: Path,
        json: bool = False,
        watch: bool = False,
        afresh: bool = False,
        jobs: int = 0,
        budget: int = 0,
        **options: Any,
    ) -> None:
        """Prove, tell, and end with a status that says whether everything holds."""
        if budget:
            _live_within(budget)
        known = self._known(lessons)
        for lesson_id in ids:
            if lesson_id not in known:
                raise CommandError(f"No lesson is called {lesson_id!r}. {did_you_mean(lesson_id, known)}")
        failed = self._prove(lessons, ids, json, afresh, jobs)
        while watch:
            self._wait_for_change(lessons)
            failed = self._prove(lessons, ids, json, False, jobs)
        if failed:
            sys.exit(1)

    def rehearse(self, id: str, lessons: Path, budget: int = 0, **options: Any) -> None:
        """Play a lesson once."""
        if budget:
            _live_within(budget, niceness=0)  # an author waits for it
        played_once(self._lesson(lessons, id))

    def _prove(self, folder: Path, ids: list[str], as_json: bool, afresh: bool, jobs: int) -> int:
        results: list[Result] = []
        for result in proving.prove_course(folder, ids, jobs, afresh):
            results.append(result)
            if not as_json:
                self._tell(result)
        passed, failed = sum(one.passed for one in results), sum(len(one.failures) for one in results)
        if as_json:
            told = [proving.as_json(result) for result in results]
            self.stdout.write(json.dumps({"passed": passed, "failed": failed, "lessons": told}, indent=2))
        else:
            self.stdout.write(f"{passed} passed, {failed} failed")
        return failed

    def _tell(self, result: Result) -> None:
        self.stdout.write(f"{'FAIL' if result.failures else 'proved'}  {result.lesson}")
        for failure in result.failures:
            self.stdout.write(f"  {failure}")

    def _wait_for_change(self, folder: Path) -> None:
        before = _stamps(folder)
        while _stamps(folder) == before:
            time.sleep(WATCH_EVERY_S)

    # -- writing ------------------------------------------------------------------------------------------------------

    def new(self, id: str, title: str, lessons: Path, **options: Any) -> None:
        """Begin a lesson."""
        if not is_identifier(id):
            raise CommandError(f"{id!r} {NO_IDENTIFIER}")
        file = lessons / id / bundle.LESSON
        if file.exists():
            raise CommandError(f"There is a lesson {id} already: {file}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(starting.new(id, title or id.replace("-", " ").capitalize()), "utf-8")
        self.stdout.write(f"{file} is yours to change. It works as it stands.")
        if (lessons / "track.yaml").is_file() and id not in (lessons / "track.yaml").read_text("utf-8"):
            self.stdout.write(f"Put it into the course: a line `- {{id: {id}, title: …}}` in {lessons / 'track.yaml'}.")
        more = "" if lessons == track.CONTENT else f" --lessons {lessons}"
        self.stdout.write(f"Prove it on each save: python3 manage.py lesson prove {id} --watch{more}")

    def preview(self, id: str, out: Path | None, lessons: Path, **options: Any) -> None:
        """Write a lesson as one page."""
        lesson = self._lesson(lessons, id)
        values = {name: picks[0] for name, picks in lesson.vars.items()}
        text = render_to_string("lessons/whole.html", {"lesson": lesson, "steps": page.whole(lesson, values)})
        file = out or Path(f"{id}.html")
        file.write_text(text, "utf-8")
        self.stdout.write(f"{file}: as a learner reads it. To take it, serve it: python3 manage.py up --lessons DIR")

    def publish(self, id: str, lessons: Path, **options: Any) -> None:
        """Write down the ids of a lesson."""
        lesson = self._lesson(lessons, id)
        file = lessons / id / curriculum.PUBLISHED
        known = file.read_text("utf-8").splitlines() if file.is_file() else []
        file.write_text(
            "\n".join([*known, *(one for one in curriculum.ids(lesson) if one not in known)]) + "\n", "utf-8"
        )
        self.stdout.write(f"{file}: these ids stay.")

    def translate(self, id: str, language: str, lessons: Path, **options: Any) -> None:
        """Write every text of a lesson into its .po file; what is translated already stays."""
        if not translating.LANGUAGE.fullmatch(language):
            raise CommandError(f"{language!r} is no language: write de or pt-BR.")
        lesson = self._lesson(lessons, id)
        file = lessons / id / f"lesson.{language}.po"
        try:
            file.write_text(translating.updated(lesson, lessons / id, language), "utf-8")
        except Mistakes as wrong:
            raise CommandError(str(wrong)) from None
        done = translating.percent(lesson, translating.catalog(lessons / id, language))
        self.stdout.write(f"{file}: {done} % translated.")

    # -- giving and taking --------------------------------------------------------------------------------------------

    def export(self, id: str, out: Path | None, lessons: Path, **options: Any) -> None:
        """Pack a lesson."""
        self._lesson(lessons, id)
        file = out or Path(f"{id}.zip")
        file.write_bytes(bundle.pack(lessons / id))
        self.stdout.write(f"{file}: take it in elsewhere with: python3 manage.py lesson import {file.name}")

    def take_in(self, zip: Path, lessons: Path | None, **options: Any) -> None:
        """Take a lesson in. Everything that speaks against it is told at once."""
        if not zip.is_file():
            raise CommandError(f"There is no file {zip}.")
        if zip.stat().st_size > bundle.MOST_ZIP_BYTES:
            raise CommandError(f"{zip} is larger than {bundle.MOST_ZIP_BYTES // 1024 // 1024} MB.")
        try:
            lesson, files = bundle.unpack(zip.read_bytes(), zip.name)
        except Mistakes as wrong:
            self._refuse([str(mistake) for mistake in wrong.mistakes])
        folder = lessons or course_map.imported()
        if lessons is None and lesson.id in track.load().lessons:
            self._refuse([f"{bundle.LESSON}:1:1: the course has a lesson {lesson.id!r} already: choose another id."])
        result = prove(lesson)
        if result.failures:
            self._refuse([str(failure) for failure in result.failures])
        for name, content in files.items():
            target = folder / lesson.id / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        if lessons is None:
            course_map.look_again()
        self.stdout.write(f"{lesson.id} is proved, and stands in {folder / lesson.id}.")

    def _refuse(self, told: list[str]) -> None:
        for line in told:
            self.stdout.write(line)
        self.stdout.write(f"0 passed, {len(told)} failed")
        sys.exit(1)

    def write_schema(self, out: Path | None, **options: Any) -> None:
        """Write the schemas that editors complete from."""
        text = json.dumps(schema.schema(), indent=2, ensure_ascii=False)
        if out is None:
            self.stdout.write(text)
        else:
            out.write_text(text + "\n", "utf-8")

    # -- finding ------------------------------------------------------------------------------------------------------

    def _known(self, folder: Path) -> list[str]:
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        return sorted(path.parent.name for path in folder.glob("*/lesson.md"))

    def _lesson(self, folder: Path, lesson_id: str) -> Lesson:
        known = self._known(folder)
        if lesson_id not in known:
            raise CommandError(f"No lesson is called {lesson_id!r}. {did_you_mean(lesson_id, known)}")
        shown = f"{lesson_id}/{bundle.LESSON}"
        try:
            return parse(track.text_of(folder / lesson_id / bundle.LESSON, shown), shown)
        except Mistakes as wrong:
            raise CommandError(str(wrong)) from None


def _live_within(cpu_s: int, niceness: int = 5) -> None:
    """What a lesson of a stranger may take of this machine; beyond that, the process ends."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    os.nice(niceness)


def _course(parser: ArgumentParser) -> None:
    parser.add_argument("--lessons", type=Path, default=track.CONTENT, metavar="DIR", help="another folder of lessons")


def _stamps(folder: Path) -> list[tuple[str, int]]:
    return sorted((str(path), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file())
