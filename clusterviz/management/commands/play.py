"""manage.py play: recorded sessions and our own stories against the model.

    python3 manage.py play tests/stories
    python3 manage.py play some.session --verbose
    python3 manage.py play tests/stories/new.story --record

Prints a unified difference for each command that differs. The last line but one counts commands, the last counts files.
"""

from __future__ import annotations

import traceback
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...tools.playing import Session, Verdict, judge, play, read
from ...tools.playing.format import find


class Command(BaseCommand):
    help = "Plays recorded kubectl sessions (*.session) and our own stories (*.story) against the model."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files, or folders of them")
        parser.add_argument("--record", action="store_true", help="write what stories print now into their files")
        parser.add_argument("--verbose", action="store_true", help="print every command with what it prints")

    def handle(self, *args: Any, **options: Any) -> None:
        files = find(options["paths"])
        missing = [str(path) for path in files if not path.is_file()]
        if missing or not files:
            raise CommandError(f"There is nothing to play at {', '.join(missing or map(str, options['paths']))}.")
        agreed = differed = passed = failed = 0
        for path in files:
            verdict = self._play(read(path), options["record"], options["verbose"])
            agreed, differed = agreed + verdict.agreed, differed + verdict.differed
            passed, failed = passed + (not verdict.differed), failed + bool(verdict.differed)
        self.stdout.write(f"{agreed} commands agreed, {differed} differed")
        self.stdout.write(f"{passed} passed, {failed} failed")
        if failed:
            raise SystemExit(1)

    def _play(self, session: Session, record: bool, verbose: bool) -> Verdict:
        try:
            played = play(session)
        except Exception:  # a fault of the model fails this session, and the others are played all the same
            report = [f"    {line}" for line in traceback.format_exc().splitlines()]
            verdict = Verdict(0, sum(not step.silent for step in session.steps), report)
            self._tell(session, verdict)
            return verdict
        if verbose:
            self.stdout.write("".join(step.console() for step in played))
        if record and session.is_story:
            session.steps = played
            session.path.write_text(session.text())
        verdict = judge(session, played)
        self._tell(session, verdict)
        return verdict

    def _tell(self, session: Session, verdict: Verdict) -> None:
        word = "FAIL" if verdict.differed else "pass"
        self.stdout.write(f"{word} {session.name} ({verdict.agreed} of {verdict.agreed + verdict.differed})")
        if verdict.report:
            self.stdout.write("\n".join(verdict.report))
