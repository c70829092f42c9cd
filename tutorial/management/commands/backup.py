"""`manage.py backup FILE`: everything that is stored, in one file. The server may go on meanwhile."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tutorial.backups import backup


class Command(BaseCommand):
    help = "Write everything that is stored into FILE, while the server goes on. Keep it safe: it holds the secret."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"].absolute()
        try:
            what = backup(file)
        except OSError as error:
            raise CommandError(f"{file} could not be written: {error}") from error
        size_mb = file.stat().st_size / 1e6
        self.stdout.write(f"{file}: {what['clusters']} clusters, {what['pokes']} pokes, {size_mb:.1f} MB")
