"""`manage.py simulate --runs 200`: random lives of clusters; every invariant must hold in each."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from django.core.management.base import BaseCommand

from clusterviz.tools.simulation import MUTANTS, Result, simulate

EVERY = "every"


class Command(BaseCommand):
    """Runs seeds and prints the stories of those that fail."""

    help = "Random pokes and faults, then quiet: every invariant must hold. A failure prints its seed and its pokes."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--runs", type=int, default=20, help="how many lives (default 20)")
        parser.add_argument("--seed", type=int, default=1, help="the first seed (default 1)")
        parser.add_argument("--jobs", type=int, default=2, help="processes at a time (default 2)")
        parser.add_argument(
            "--mutant",
            choices=[*sorted(MUTANTS), EVERY],
            default="",
            help=f"plant this fault; stop when it is found, and print the seed ({EVERY}: one after the other)",
        )
        parser.add_argument("--verbose", action="store_true", help="print every story, not only the failures")

    def handle(self, *args: Any, **options: Any) -> None:
        seeds = range(options["seed"], options["seed"] + options["runs"])
        began = time.perf_counter()
        failed = events = 0
        if options["mutant"]:
            self._search(list(MUTANTS) if options["mutant"] == EVERY else [options["mutant"]], seeds, options["jobs"])
            return
        for result in _results(seeds, options["jobs"]):
            events += result.events
            failed += bool(result.wrong)
            if result.wrong or options["verbose"]:
                self.stdout.write(result.text())
                self.stdout.write(f"  again: python3 manage.py simulate --runs 1 --seed {result.seed} --verbose")
        took_s = time.perf_counter() - began
        self.stdout.write(f"{len(seeds)} runs, {events:,} events in {took_s:.1f} s")
        self.stdout.write(f"{len(seeds) - failed} passed, {failed} failed")
        if failed:
            sys.exit(1)

    def _search(self, mutants: list[str], seeds: range, jobs: int) -> None:
        """Run lives with a fault planted until one of them shows it. Not to find it is the failure."""
        found: dict[str, int] = {}
        for mutant in mutants:
            for result in _results(seeds, jobs, mutant):
                if result.wrong:
                    found[mutant] = result.seed
                    self.stdout.write(result.text())
                    runs = result.seed - seeds.start + 1
                    self.stdout.write(f"{mutant} is found in run {runs}, with seed {result.seed}")
                    break
            else:
                self.stdout.write(f"{mutant} is not found in {len(seeds)} runs")
        for mutant, seed in found.items():
            self.stdout.write(f'    "{mutant}": {seed},')
        self.stdout.write(f"{len(found)} passed, {len(mutants) - len(found)} failed")
        if len(found) < len(mutants):
            sys.exit(1)


def _results(seeds: range, jobs: int, mutant: str = "") -> Iterator[Result]:
    """The lives of these seeds, in their order."""
    if jobs <= 1 or len(seeds) == 1:
        yield from (simulate(seed, mutant) for seed in seeds)
        return
    pool = ProcessPoolExecutor(jobs)
    try:
        yield from pool.map(simulate, seeds, [mutant] * len(seeds), chunksize=4)
    finally:
        pool.shutdown(cancel_futures=True)
