"""crictl: speaks CRI to a machine's container runtime, as its kubelet does. Answers as crictl 1.36 prints them."""

from __future__ import annotations

from ...cluster.machinery.program import Code, Print
from . import flags
from .commands import COMMANDS
from .flags import FlagError
from .runtime import Runtime, RuntimeGone, connect

VERSION = "crictl version v1.36.0\n"

__all__ = ["COMMANDS", "code"]


def code(words: list[str], machine: str) -> Code:
    """`crictl WORDS…` on a machine."""
    if words[:1] in (["--version"], ["-v"]):
        yield Print(VERSION)
        return 0
    try:
        everywhere, rest = flags.parse(words, flags.GLOBAL, stop=True)
    except FlagError as error:
        return (yield from _wrong(error, flags.root()))
    if not rest or "help" in everywhere or rest == ["help"]:
        yield Print(flags.root())
        return 0
    wants_help = rest[0] == "help"
    name = rest[1] if wants_help else rest[0]
    name = flags.ALIASES.get(name, name)
    if name not in COMMANDS:
        if name in flags.ELSEWHERE:
            yield Print(f"FATA[0000] there is no {name} in this crictl: {flags.ELSEWHERE[name]}\n", error=True)
            return 1
        yield Print(f"No help topic for '{name}'\n", error=True)
        return 3
    try:
        options, others = flags.parse(rest[1:], flags.COMMANDS[name].flags, stop=name == "exec")
    except FlagError as error:
        return (yield from _wrong(error, flags.help_of(name)))
    if wants_help or "help" in options:
        yield Print(flags.help_of(name))
        return 0
    begun_ms = yield Print("")
    try:
        runtime: Runtime = yield from connect(machine, everywhere.get("runtime-endpoint", ""))
        return (yield from COMMANDS[name](runtime, options, others))
    except RuntimeGone as gone:
        now_ms = yield Print("")
        yield Print(f"FATA[{(now_ms - begun_ms) // 1000:04}] {gone}\n", error=True)
        return 1


def _wrong(error: FlagError, help: str) -> Code:
    yield Print(f"Incorrect Usage: {error}\n\n{help}")
    yield Print(f"FATA[0000] {error}\n", error=True)
    return 1
