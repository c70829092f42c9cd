"""`python3 manage.py lesson prove [ID …]`: plays lessons and says which of their promises do not hold."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lessons import proving
from lessons.course import track
from lessons.course.mistakes import did_you_mean
from lessons.course.proof import Result

WATCH_EVERY_S = 0.5


class Command(BaseCommand):
    help = "Lessons: prove them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True)
        prove = commands.add_parser("prove", help="play lessons, and say which of their promises do not hold")
        prove.add_argument("ids", nargs="*", metavar="ID", help="only these lessons")
        _course(prove)
        prove.add_argument("--json", action="store_true", help="one JSON object with every result")
        prove.add_argument("--watch", action="store_true", help="again, whenever a file changes")
        prove.add_argument("--afresh", action="store_true", help="do not trust results of earlier runs")
        prove.add_argument("--jobs", type=int, default=0, metavar="N", help="processes (default: one a core)")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        getattr(self, what)(**options)

    # -- prove --------------------------------------------------------------------------------------------------------

    def prove(
        self,
        ids: list[str],
        lessons: Path,
        json: bool = False,
        watch: bool = False,
        afresh: bool = False,
        jobs: int = 0,
        **options: Any,
    ) -> None:
        """Prove, tell, and end with a status that says whether everything holds."""
        if not lessons.is_dir():
            raise CommandError(f"There is no folder {lessons}.")
        known = sorted(path.parent.name for path in lessons.glob("*/lesson.md"))
        for lesson_id in ids:
            if lesson_id not in known:
                raise CommandError(f"No lesson is called {lesson_id!r}. {did_you_mean(lesson_id, known)}")
        failed = self._prove(lessons, ids, json, afresh, jobs)
        while watch:
            self._wait_for_change(lessons)
            failed = self._prove(lessons, ids, json, False, jobs)
        if failed:
            sys.exit(1)

    def _prove(self, folder: Path, ids: list[str], as_json: bool, afresh: bool, jobs: int) -> int:
        results: list[Result] = []
        for result in proving.prove_course(folder, ids, jobs, afresh):
            results.append(result)
            if not as_json:
                self.stdout.write(f"{'FAIL' if result.failures else 'proved'}  {result.lesson}")
                for failure in result.failures:
                    self.stdout.write(f"  {failure}")
        passed, failed = sum(one.passed for one in results), sum(len(one.failures) for one in results)
        if as_json:
            told = [proving.as_json(result) for result in results]
            self.stdout.write(json.dumps({"passed": passed, "failed": failed, "lessons": told}, indent=2))
        else:
            self.stdout.write(f"{passed} passed, {failed} failed")
        return failed

    def _wait_for_change(self, folder: Path) -> None:
        before = _stamps(folder)
        while _stamps(folder) == before:
            time.sleep(WATCH_EVERY_S)


def _course(parser: ArgumentParser) -> None:
    parser.add_argument("--lessons", type=Path, default=track.CONTENT, metavar="DIR", help="another course")


def _stamps(folder: Path) -> list[tuple[str, int]]:
    return sorted((str(path), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file())
