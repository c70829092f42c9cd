"""`manage.py restore FILE`: what a backup holds, in place of what is stored. The server must be stopped."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from clusterviz.models import ClusterRecord
from tutorial.backups import BackupError, restore


class Command(BaseCommand):
    help = "Put back what FILE holds, in place of everything that is stored. Stop the server first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="although clusters are stored here already")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            held = ClusterRecord.objects.count()
        except DatabaseError:
            held = 0  # there are no tables yet
        if held and not options["replace"]:
            raise CommandError(f"{held} clusters are stored here. To put the backup in their place, add --replace.")
        try:
            what = restore(options["file"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"As it was at {what['made']}: {what['clusters']} clusters, {what['pokes']} pokes")
