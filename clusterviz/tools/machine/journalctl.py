"""journalctl: what the units of a machine have written."""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from ...cluster.machinery.program import Code, Print, Sleep, Wish
from .asking import ask
from .dates import iso_date, journal_date, moment_of

LOOK_MS = 1_000
USAGE = """journalctl [OPTIONS...]

  -u --unit=UNIT        lines of this unit          -n --lines=NUMBER   the last ones
  -S --since=DATE       not before                  -U --until=DATE     not after
  -f --follow           and what comes              -r --reverse        the newest first
  -k --dmesg            the kernel's                -o --output=MODE    short, short-iso, short-precise, cat, json
  -g --grep=PATTERN     that match                  -p --priority=LEVEL err: what systemd could not do
     --no-pager  -x  -e  -b  -q  -a
"""
MODES = ("short", "short-iso", "short-precise", "cat", "json")
VALUES = {
    "u": "unit",
    "n": "lines",
    "o": "output",
    "S": "since",
    "U": "until",
    "g": "grep",
    "p": "priority",
    "t": "identifier",
}
SWITCHES = {
    "f": "follow",
    "r": "reverse",
    "k": "dmesg",
    "x": "catalog",
    "e": "pager-end",
    "b": "boot",
    "q": "quiet",
    "a": "all",
    "l": "full",
    "h": "help",
}
ALONE = ("no-pager", "no-hostname", "no-full", "utc", "no-tail")
ERRORS = ("0", "1", "2", "3", "emerg", "alert", "crit", "err")
SEVERE = re.compile(r"Failed to start|Main process exited")


class Wrong(ValueError):
    """What journalctl refuses, in its own words."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the journal. Virtual ms."""

    at_ms: int
    source: str
    pid: int
    text: str


def lines(unit: str, machine: str) -> Generator[Wish, Any, list[str]]:
    """All lines of a unit as `journalctl -u` shows them, oldest first."""
    about = yield from ask(machine, "about")
    found = yield from ask(machine, "journal", unit)
    return [_shown(line, "short", about) for line in found]


def code(words: list[str], machine: str) -> Code:
    """`journalctl [-u UNIT] [-n LINES] [-f] [--since DATE] [-o MODE]`"""
    about = yield from ask(machine, "about")
    try:
        options, units = _options(words)
        mode = options.get("output", "short")
        if mode not in MODES:
            raise Wrong(f"Unknown output format '{mode}'.")
        first, last = (_moment(options.get(name, ""), about) for name in ("since", "until"))
        count = _count(options)
    except Wrong as error:
        yield Print(f"{error}\n", error=True)
        return 1
    if "help" in options:
        yield Print(USAGE)
        return 0
    follow = "follow" in options
    known = yield from _found(units, options, machine)
    chosen = [line for line in known if _within(line, first, last) and _fits(line, options)]
    if count is None and follow:
        count = 10
    if count is not None:
        chosen = chosen[-count:] if count else []
    if "reverse" in options:
        chosen = chosen[::-1]
    if not chosen and not follow:
        yield Print("" if "quiet" in options else "-- No entries --\n")
        return 1 if "grep" in options else 0
    yield Print("".join(f"{_shown(line, mode, about)}\n" for line in chosen))
    told = len(known)
    while follow:
        yield Sleep(LOOK_MS)
        known = yield from _found(units, options, machine)
        yield Print("".join(f"{_shown(line, mode, about)}\n" for line in known[told:] if _fits(line, options)))
        told = len(known)
    return 0


def _options(words: list[str]) -> tuple[dict[str, str], list[str]]:
    """Options by their long names, and the units that are asked for."""
    options: dict[str, str] = {}
    units: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            if name in VALUES.values():
                if not equals and not rest:
                    raise Wrong(f"journalctl: option '--{name}' requires an argument")
                value = value if equals else rest.pop(0)
            elif name not in SWITCHES.values() and name not in ALONE:
                raise Wrong(f"journalctl: unrecognized option '{word}'")
            _take(options, units, name, value)
            continue
        if not word.startswith("-"):
            raise Wrong(f"Failed to add match '{word}': Invalid argument")
        letters = word[1:]
        while letters:
            letter, letters = letters[0], letters[1:]
            if letter in SWITCHES:
                if letter == "b" and letters.lstrip("-").isdigit():
                    letters = ""
                _take(options, units, SWITCHES[letter], "")
            elif letter in VALUES:
                if letter == "n" and not letters and not (rest and rest[0].lstrip("+").isdigit()):
                    letters = "10"  # its number may be left out
                if not letters and not rest:
                    raise Wrong(f"journalctl: option requires an argument -- '{letter}'")
                _take(options, units, VALUES[letter], letters or rest.pop(0))
                letters = ""
            else:
                raise Wrong(f"journalctl: invalid option -- '{letter}'")
    return options, units


def _take(options: dict[str, str], units: list[str], name: str, value: str) -> None:
    if name == "unit":
        units.append(value.removesuffix(".service"))
    else:
        options[name] = value


def _count(options: dict[str, str]) -> int | None:
    text = options.get("lines", "all" if "lines" not in options else "")
    if text == "all":
        return 1000 if "pager-end" in options else None
    if not text.lstrip("+").isdigit():
        raise Wrong(f"Failed to parse lines '{text}'")
    return int(text.lstrip("+"))


def _moment(text: str, about: Any) -> int | None:
    """Virtual ms of a date that somebody has typed."""
    if not text:
        return None
    found = moment_of(text, about.epoch_ms + about.now_ms)
    if found is None:
        raise Wrong(f"Failed to parse timestamp: {text}")
    return found - int(about.epoch_ms)


def _found(units: list[str], options: dict[str, str], machine: str) -> Generator[Wish, Any, list[Any]]:
    """Every line that is asked about, oldest first."""
    if "dmesg" in options:
        found = yield from ask(machine, "kernel log")
        return [Line(at_ms, "kernel", 0, text) for at_ms, text in found]
    names = units or (yield from ask(machine, "units"))
    every: list[Any] = []
    for name in names:
        every += yield from ask(machine, "journal", name)
    return sorted(every, key=_when)


def _when(line: Any) -> int:
    return int(line.at_ms)


def _within(line: Any, first: int | None, last: int | None) -> bool:
    return (first is None or line.at_ms >= first) and (last is None or line.at_ms <= last)


def _fits(line: Any, options: dict[str, str]) -> bool:
    pattern = options.get("grep", "")
    try:
        if pattern and not re.search(pattern, line.text, re.IGNORECASE if pattern.islower() else 0):
            return False
    except re.error:
        return False
    if options.get("identifier", line.source) != line.source:
        return False
    # What a service writes to its standard error has the priority "info", whatever it says itself.
    return options.get("priority", "debug") not in ERRORS or (
        line.source == "systemd" and bool(SEVERE.search(line.text))
    )


def _shown(line: Any, mode: str, about: Any) -> str:
    unix_ms = about.epoch_ms + line.at_ms
    if mode == "cat":
        return str(line.text)
    if mode == "json":
        fields = {
            "__REALTIME_TIMESTAMP": str(unix_ms * 1000),
            "SYSLOG_IDENTIFIER": line.source,
            "_PID": str(line.pid),
            "_HOSTNAME": about.node,
            "MESSAGE": line.text,
        }
        return json.dumps(fields, separators=(",", ":"), ensure_ascii=False)
    date = journal_date(unix_ms)
    if mode == "short-iso":
        date = iso_date(unix_ms)
    elif mode == "short-precise":
        date += f".{unix_ms % 1000:03d}000"
    who = line.source if line.source == "kernel" else f"{line.source}[{line.pid}]"
    return f"{date} {about.node} {who}: {line.text}"
