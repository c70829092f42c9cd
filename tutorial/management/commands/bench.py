"""`manage.py bench`: the budgets of the design, measured."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tutorial.measuring import clicks, frame_rate, model, scheduling


class Command(BaseCommand):
    """Prints one row after the other; with --check a missed budget is a failure."""

    help = "Measure the design's budgets and print them as a table."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when a budget is missed")
        parser.add_argument("--learners", type=int, default=20, help="for click → frame (default 20)")
        parser.add_argument("--only", default="", help="only rows whose name contains this")

    def handle(self, *args: Any, **options: Any) -> None:
        measurements = (
            ("cluster ready", model.cluster_ready),
            ("memory", model.memory_per_cluster),
            ("deployment 100", lambda: model.deployment(100, 10)),
            ("deployment 1000", lambda: model.deployment(1000, 100)),
            ("scheduling equal", scheduling.equal_pods),
            ("scheduling different", scheduling.different_pods),
            ("click", lambda: clicks.click_to_frame(options["learners"])),
            ("frame rate", frame_rate.frame_rate),
        )
        self.stdout.write(f"{'what':<46}{'measured':<40}{'budget':<22}")
        rows = []
        for name, measure in measurements:
            if options["only"] in name:
                row = measure()
                rows.append(row)
                verdict = "over" if row.over else ""
                self.stdout.write(f"{row.what:<46}{row.measured:<40}{row.budget:<22}{verdict}")
                self.stdout.flush()
        over = sum(row.over for row in rows)
        self.stdout.write(f"{len(rows) - over} passed, {over} failed")
        if over and options["check"]:
            sys.exit(1)
