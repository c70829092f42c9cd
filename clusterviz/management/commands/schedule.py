"""`manage.py schedule FILE.jsonl`: recorded decisions of a real kube-scheduler against ours."""

from __future__ import annotations

import gzip
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clusterviz.cluster.control_plane.kube_scheduler.rehearsal import Rehearsal
from clusterviz.tools.scheduling_records import Result, replay


class Command(BaseCommand):
    """Replays every scenario of a file and prints a table by category."""

    help = "Replays recorded scheduling decisions (JSON lines, also compressed with gzip) and compares ours with them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the recorded scenarios, one JSON object per line")
        parser.add_argument("--category", help="only scenarios of this category")
        parser.add_argument("--show", metavar="ID", help="only this scenario, with every difference")
        parser.add_argument("--verbose", action="store_true", help="print every difference, not only the first ones")

    def handle(self, *args: Any, **options: Any) -> None:
        show, category = options["show"], options["category"]
        results = [
            replay(scenario, Rehearsal)
            for scenario in read_scenarios(Path(options["file"]))
            if (category is None or scenario["category"] == category) and (show is None or scenario["id"] == show)
        ]
        if not results:
            raise CommandError(f"No scenario of {options['file']} matches; see the fields `category` and `id` there.")
        every = bool(options["verbose"] or show)
        by_category: dict[str, list[Result]] = {}
        for result in results:
            by_category.setdefault(result.scenario["category"], []).append(result)
        width = max(map(len, by_category))
        self.stdout.write(f"{'category':<{width}}  passed  failed  decisions  first difference")
        for name, group in sorted(by_category.items()):
            self._row(name.ljust(width), group, every)
        passed = sum(result.passed for result in results)
        self.stdout.write(f"{passed} passed, {len(results) - passed} failed")
        if passed < len(results):
            sys.exit(1)

    def _row(self, name: str, group: list[Result], every: bool) -> None:
        failures = [result for result in group if not result.passed]
        decisions = sum(result.decisions for result in group)
        first = f"{failures[0].scenario['id']}: {failures[0].differences[0]}" if failures else ""
        row = f"{name}  {len(group) - len(failures):>6}  {len(failures):>6}  {decisions:>9}  {first}"
        self.stdout.write(row.rstrip())
        if every:
            for result in failures:
                self.stdout.write(f"  {result.scenario['id']}: {result.scenario['description']}")
                for difference in result.differences:
                    self.stdout.write(f"    {difference}")


def read_scenarios(path: Path) -> list[dict[str, Any]]:
    """The scenarios of a file. CommandError if it cannot be read."""
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (OSError, ValueError) as trouble:
        raise CommandError(f"Cannot read recorded scenarios from {path}: {trouble}") from trouble
