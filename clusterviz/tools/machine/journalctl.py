"""journalctl: what the units of a machine have written."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from ...cluster.machinery.program import Code, Print, Sleep, Wish
from .asking import ask
from .dates import journal_date

LOOK_MS = 1_000
USAGE = "journalctl -u UNIT [-n LINES] [-f] [-r] [--no-pager]\n"


def lines(unit: str, machine: str) -> Generator[Wish, Any, list[str]]:
    """All lines of a unit, oldest first."""
    about = yield from ask(machine, "about")
    found = yield from ask(machine, "journal", unit)
    return [
        f"{journal_date(about.epoch_ms + line.at_ms)} {machine} {line.source}[{line.pid}]: {line.text}"
        for line in found
    ]


def code(words: list[str], machine: str) -> Code:
    """`journalctl -u UNIT`"""
    unit, count, follow, backwards = "", -1, False, False
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word in ("-u", "--unit") and rest:
            unit = rest.pop(0)
        elif word.startswith("-u") and len(word) > 2:
            unit = word[2:]
        elif word.startswith("--unit="):
            unit = word.partition("=")[2]
        elif word in ("-n", "--lines") and rest and rest[0].isdigit():
            count = int(rest.pop(0))
        elif word.startswith(("-n", "--lines=")) and word.lstrip("-n").removeprefix("lines=").isdigit():
            count = int(word.lstrip("-n").removeprefix("lines="))
        elif word in ("-f", "--follow", "-fu", "-uf"):
            follow = True
            if word in ("-fu", "-uf") and rest:
                unit = rest.pop(0)
        elif word in ("-xeu", "-eu", "-xu") and rest:
            unit = rest.pop(0)
        elif word in ("-r", "--reverse"):
            backwards = True
        elif word == "-k":
            yield Print("Use dmesg here.\n", error=True)
            return 1
        elif word == "--help" or not word.startswith(("--no-pager", "--no-hostname", "-x", "-e", "-b")):
            yield Print(USAGE, error=word != "--help")
            return 0 if word == "--help" else 1
    unit = unit.removesuffix(".service")
    if not unit:
        yield Print(f"Say of which unit.\n{USAGE}", error=True)
        return 1
    known = yield from lines(unit, machine)
    shown = known if count < 0 and not follow else known[-(10 if count < 0 else count) :] if count else []
    if not known and not follow:
        yield Print("-- No entries --\n")
        return 0
    yield Print("".join(f"{line}\n" for line in (reversed(shown) if backwards else shown)))
    told = len(known)
    while follow:
        yield Sleep(LOOK_MS)
        known = yield from lines(unit, machine)
        yield Print("".join(f"{line}\n" for line in known[told:]))
        told = len(known)
    return 0
