"""`python3 manage.py words [--language de]`: brings the interface's catalogues up to date, and says how much is translated."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tutorial.setup.places import ROOT
from tutorial.words import extracting, po


class Command(BaseCommand):
    help = "Write every text of the interface into locale/LANGUAGE/LC_MESSAGES/django.po; what is translated stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", default="", help="only this one; a new one is begun")
        parser.add_argument("--check", action="store_true", help="write nothing; fail if anything is missing")

    def handle(self, *args: Any, language: str, check: bool, **options: Any) -> None:
        known = extracting.catalogues()
        wanted = [language] if language else list(known)
        incomplete = []
        for code in wanted:
            file = known.get(code, ROOT / "locale" / code / "LC_MESSAGES" / "django.po")
            entries = renewed(po.read(file))
            if not check:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(po.write(entries, code), "utf-8")
            done = sum(entry.done for entry in entries)
            self.stdout.write(f"{code}: {done} of {len(entries)} texts, {100 * done // len(entries)} %")
            incomplete += [f"{code}: {entry.message.text!r}" for entry in entries if not entry.done]
        if check and incomplete:
            raise CommandError("Not translated:\n" + "\n".join(incomplete))


def renewed(before: dict[po.Message, po.Entry]) -> list[po.Entry]:
    """Every message of the interface, with what was known of it."""
    return [
        po.Entry(message, before[message].forms, tuple(places), before[message].fuzzy)
        if message in before
        else po.Entry(message, ("", "") if message.plural else ("",), tuple(places))
        for message, places in extracting.everything().items()
    ]
