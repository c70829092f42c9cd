"""`manage.py teacher [NAME]`: prints the link with which a teacher sets a password, the first time or when it is forgotten."""

from __future__ import annotations

import contextlib
import re
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tutorial.accounts.links import link_for
from tutorial.setup import places
from tutorial.setup.up import ADDRESS

NAME = re.compile(r"[\w .@+-]{1,40}")


class Command(BaseCommand):
    """No mail is needed: who may run commands on the server hands the link on."""

    help = "Print a link, good for one day and one time, with which the teacher NAME sets a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", default="teacher")
        parser.add_argument(
            "--address", default="", help="where learners reach this site, e.g. http://192.168.1.5:8000"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name = " ".join(options["name"].split())
        if not NAME.fullmatch(name):
            raise CommandError(f"{options['name']!r} is no name: letters, digits, spaces and . @ + - _, at most 40.")
        hours = settings.PASSWORD_RESET_TIMEOUT // 3600
        self.stdout.write(f"{name} sets a password here, once, within {hours} hours:\n")
        self.stdout.write(f"  {(options['address'] or _address()).rstrip('/')}{link_for(name)}\n")


def _address() -> str:
    if settings.HTTPS and len(settings.ALLOWED_HOSTS) > 3:
        return f"https://{settings.ALLOWED_HOSTS[3]}"
    with contextlib.suppress(OSError):
        return (places.state() / ADDRESS).read_text().strip()
    return "http://127.0.0.1:8000"
