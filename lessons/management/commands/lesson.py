"""`python3 manage.py lesson prove [ID …]`: plays lessons and says which of their promises do not hold."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lessons.course import track
from lessons.course.lesson import Lesson
from lessons.course.mistakes import Mistakes, did_you_mean
from lessons.course.proof import prove


class Command(BaseCommand):
    help = "Prove the lessons: they are valid, unsolved when they begin, and solved by their own solutions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["prove"])
        parser.add_argument("ids", nargs="*", metavar="ID", help="only these lessons")
        parser.add_argument("--lessons", type=Path, default=track.CONTENT, metavar="DIR", help="another course")

    def handle(self, *args: Any, what: str, ids: list[str], lessons: Path, **options: Any) -> None:
        passed = failed = 0
        for lesson in self.chosen(lessons, ids):
            result = prove(lesson)
            passed, failed = passed + result.passed, failed + len(result.failures)
            self.stdout.write(f"{'FAIL' if result.failures else 'proved'}  {lesson.id}")
            for failure in result.failures:
                self.stdout.write(f"  {failure}")
        self.stdout.write(f"{passed} passed, {failed} failed")
        if failed:
            sys.exit(1)

    def chosen(self, folder: Path, ids: list[str]) -> list[Lesson]:
        """The lessons to prove. Ends the command when the course cannot be read."""
        try:
            course = track.load(folder)
        except Mistakes as wrong:
            for mistake in wrong.mistakes:
                self.stdout.write(str(mistake))
            self.stdout.write(f"0 passed, {len(wrong.mistakes)} failed")
            sys.exit(1)
        for lesson_id in ids:
            if lesson_id not in course.lessons:
                raise CommandError(f"No lesson is called {lesson_id!r}. {did_you_mean(lesson_id, course.lessons)}")
        return [lesson for lesson in course.lessons.values() if not ids or lesson.id in ids]
