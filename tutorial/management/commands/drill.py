"""`manage.py drill --learners 40 --minutes 2`: a class of bots, over real HTTP and websockets.

`drill --check --learners 300` judges it against the budgets, with a hostile tenth and without; `drill --ladder --plot FILE.svg`
shows how cost grows.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tutorial.drill.conduct import Outcome, Plan, conduct
from tutorial.drill.plays import plays
from tutorial.drill.plot import plot
from tutorial.drill.verdict import disturbance, rows
from tutorial.measuring.model import Row

LADDER = "10,30,100,300,1000"


class Command(BaseCommand):
    """Demo, load test and regression test at once."""

    help = "Bots play lesson solutions against a server; among them some that stall, flap and attack. Prints a table."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--learners", type=int, default=40, help="how many take part (default 40)")
        parser.add_argument("--minutes", type=float, default=2.0, help="for how long (default 2)")
        parser.add_argument(
            "--check", action="store_true", help="with and without a hostile tenth; fail when a budget is missed"
        )
        parser.add_argument(
            "--tempo", type=float, default=3.0, help="how much faster than the lessons say the bots learn (default 3)"
        )
        parser.add_argument("--url", default="", help="a server that runs already (default: one is started)")
        parser.add_argument("--server", choices=["daphne", "uvicorn"], default="uvicorn", help="which one is started")
        parser.add_argument("--hostile", type=float, default=0.0, help="which share attacks, e.g. 0.1 (default 0)")
        parser.add_argument("--compare", action="store_true", help="with and without a hostile tenth")
        parser.add_argument("--kills", type=int, default=0, help="kill -9 the server so often meanwhile (default 0)")
        parser.add_argument("--lesson", default="", help="play only this one")
        parser.add_argument("--slowest", action="store_true", help="name the slowest clicks")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--sweep", default="", help="one drill for each of these numbers of learners: 10,30,100,300"
        )
        parser.add_argument(
            "--plot", default="", metavar="FILE.svg", help="draw how cost grows (with --ladder or --sweep)"
        )
        parser.add_argument("--ladder", action="store_true", help=f"short for --sweep {LADDER}")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["lesson"] and options["lesson"] not in [play.lesson for play in plays()]:
            raise CommandError(f"No lesson {options['lesson']!r} can be played by bots.")
        if options["kills"] and options["url"]:
            raise CommandError("A server that was not started here is not killed here: leave out --url or --kills.")
        sweep = options["sweep"] or (LADDER if options["ladder"] else "")
        counts = [int(word) for word in sweep.split(",") if word] or [options["learners"]]
        self.passed = self.failed = 0
        self.names_slowest = options["slowest"]
        self.stdout.write(f"{'what':<62}{'measured':<66}{'budget':<18}")
        outcomes = [self._drill(_plan(options, count, options["hostile"])) for count in counts]
        if options["compare"] or (options["check"] and not options["kills"]):
            attacked = self._drill(_plan(options, counts[-1], max(options["hostile"], 0.1)))
            self._tell(disturbance(outcomes[-1], attacked))
        if options["plot"]:
            Path(options["plot"]).write_text(plot(outcomes), "utf-8")
            self.stdout.write(f"drawn: {options['plot']}")
        self.stdout.write(f"{self.passed} passed, {self.failed} failed")
        if self.failed and options["check"]:
            sys.exit(1)

    def _drill(self, plan: Plan) -> Outcome:
        outcome = conduct(plan)
        for row in rows(outcome):
            self._tell(row)
        for delay_ms, line in outcome.learners.slowest if self.names_slowest else ():
            self.stdout.write(f"    {delay_ms:5.0f} ms  {line.splitlines()[0][:100]}")
        return outcome

    def _tell(self, row: Row) -> None:
        self.stdout.write(f"{row.what:<62}{row.measured:<66}{row.budget:<18}{'over' if row.over else ''}")
        self.stdout.flush()
        self.failed += row.over
        self.passed += not row.over


def _plan(options: dict[str, Any], learners: int, hostile: float) -> Plan:
    """Of twenty learners one sleeps, and one sits in a train."""
    few = learners // 20
    return Plan(
        learners, options["minutes"] * 60, stalled=few, flapping=few, hostile=round(learners * hostile),
        seed=options["seed"], server=options["server"], url=options["url"], kills=options["kills"],
        lesson=options["lesson"], tempo=options["tempo"],
    )  # fmt: skip
