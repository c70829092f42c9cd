"""etcdctl's flags, those that it has here."""

from __future__ import annotations

VALUES = ("endpoints", "write-out", "rev", "limit", "consistency", "lease", "command-timeout")
SWITCHES = ("prefix", "keys-only", "count-only", "print-value-only", "from-key", "cluster", "prev-kv")
SHORT = {"w": "write-out"}

Flags = dict[str, str]


class FlagError(ValueError):
    """A flag that etcdctl does not have, in its own words."""


def parse(words: list[str]) -> tuple[list[str], Flags]:
    """Arguments, and flags by their long names; a switch that is given is "true"."""
    arguments: list[str] = []
    flags: Flags = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return arguments + rest, flags
        if not word.startswith("-") or word == "-":
            arguments.append(word)
            continue
        name, equals, value = word.lstrip("-").partition("=")
        if not word.startswith("--"):
            if name[:1] not in SHORT:
                raise FlagError(f"unknown shorthand flag: {name[:1]!r} in {word}")
            name, value, equals = SHORT[name[:1]], name[1:] or value, name[1:] or equals
        if name in SWITCHES:
            flags[name] = value or "true"
        elif name not in VALUES:
            raise FlagError(f"unknown flag: --{name}")
        elif not equals and not rest:
            raise FlagError(f"flag needs an argument: --{name}")
        else:
            flags[name] = value if equals else rest.pop(0)
    return arguments, flags
