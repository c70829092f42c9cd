"""`manage.py forget`: deletes what nobody can come back to, and says how much that was. A server does so by itself, a little at a time."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Model

from clusterviz.live import visitor
from clusterviz.models import ClusterRecord
from lessons.models import Progress, Recall, ResumeCode
from tutorial.classroom.models import Room

COUNTED: dict[str, type[Model]] = {
    "clusters": ClusterRecord,
    "lessons that were begun": Progress,
    "questions that come back": Recall,
    "three words to come back with": ResumeCode,
    "rooms": Room,
}


class Command(BaseCommand):
    """Clusters, progress and rooms whose time is over."""

    help = "Delete clusters, progress and rooms that nobody can come back to: their cookies and rooms have expired."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be deleted")

    def handle(self, *args: Any, **options: Any) -> None:
        first = _counts()
        with transaction.atomic():
            before: dict[str, int] = {}
            after = first
            while after != before:  # what is over goes some at a time
                visitor.sweep()
                before, after = after, _counts()
            transaction.set_rollback(options["dry_run"])
        for what, count in first.items():
            self.stdout.write(f"{what + ' ':.<40} {count - after[what]} deleted, {after[what]} kept")
        if options["dry_run"]:
            self.stdout.write("This was a dry run: nothing was deleted.")


def _counts() -> dict[str, int]:
    return {what: model._default_manager.count() for what, model in COUNTED.items()}
