"""Backups: everything that is stored, in one file, while the server goes on; and back again.

A backup is a zip: what it is (`backup.json`), every row as a line of JSON, and the secret that signs sessions and images. It
does not name the kind of database: what was SQLite may become PostgreSQL.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from clusterviz.models import ClusterRecord, Poke

FORMAT = 1
WHAT, ROWS, SECRET = "backup.json", "rows.jsonl.gz", "secret-key"
MADE_ANEW = ("contenttypes", "auth.Permission")  # by the migrations, in each database
LARGEST_SECRET_BYTES = 10_000


class BackupError(Exception):
    """A sentence that says what is wrong with a file."""


@contextmanager
def _one_moment() -> Iterator[None]:
    """All reads see the database as it is now, and hold up no writer."""
    level = "ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "DEFERRED"
    with connection.cursor() as cursor:
        cursor.execute(f"BEGIN {level}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("COMMIT")


def backup(file: Path) -> dict[str, Any]:
    """Write a backup. Returns what is in it."""
    with TemporaryDirectory(dir=file.parent) as folder:
        rows, made = Path(folder) / ROWS, Path(folder) / "made.zip"
        with _one_moment():
            what = {
                "format": FORMAT,
                "made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                "migrations": _migrations(),
                "clusters": ClusterRecord.objects.count(),
                "pokes": Poke.objects.count(),
            }
            call_command("dumpdata", format="jsonl", exclude=MADE_ANEW, output=str(rows), verbosity=0)
        with zipfile.ZipFile(made, "w") as zipped:
            zipped.writestr(WHAT, json.dumps(what, indent=2))
            zipped.writestr(SECRET, settings.SECRET_KEY)
            zipped.write(rows, ROWS)
        made.chmod(0o600)  # whoever has it can be everybody
        os.replace(made, file)
    return what


def restore(file: Path) -> dict[str, Any]:
    """Put everything back, in place of what is there. BackupError if the file is none, or is of a newer program."""
    try:
        with zipfile.ZipFile(file) as zipped, TemporaryDirectory() as folder:
            what: dict[str, Any] = json.loads(zipped.read(WHAT))
            if what["format"] != FORMAT:
                raise BackupError(f"{file} is a backup of format {what['format']}; this program reads {FORMAT}.")
            if zipped.getinfo(SECRET).file_size > LARGEST_SECRET_BYTES:
                raise BackupError(f"The secret in {file} is too long to be one.")
            secret = zipped.read(SECRET).decode()
            rows = Path(folder) / ROWS
            with zipped.open(ROWS) as packed, rows.open("wb") as unpacked:
                shutil.copyfileobj(packed, unpacked)  # reads it all: a file that is cut short is found out here
            with gzip.open(rows) as lines:
                while lines.read(1 << 20):
                    pass
            call_command("migrate", interactive=False, verbosity=0)
            unknown = sorted(set(what["migrations"]) - set(_migrations()))
            if unknown:
                raise BackupError(f"{file} is of a newer program: this one knows nothing of {', '.join(unknown[:3])}.")
            call_command("flush", interactive=False, verbosity=0)
            call_command("loaddata", str(rows), verbosity=0)
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BackupError(f"{file} is no backup, or it is torn: {error}") from error
    _keep(secret)
    return what


def _keep(secret: str) -> None:
    """Sessions and images stay valid: the secret is the one that signed them."""
    place: Path = settings.VAR / "secret-key"
    place.parent.mkdir(parents=True, exist_ok=True)
    new = place.with_suffix(".new")
    new.touch(0o600)
    new.write_text(secret)
    os.replace(new, place)


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
