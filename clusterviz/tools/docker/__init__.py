"""docker: speaks to a machine's dockerd, past Kubernetes and past cri-dockerd. Answers as Docker 28 prints them."""

from __future__ import annotations

from ...cluster.machinery.machine import RUNTIMES
from ...cluster.machinery.program import Code, Print
from ..machine.asking import ask
from . import flags
from .commands import COMMANDS
from .daemon import Gone

__all__ = ["COMMANDS", "code"]


def code(words: list[str], machine: str) -> Code:
    """`docker WORDS…` on a machine."""
    about = yield from ask(machine, "about")
    if about.runtime != "docker":
        yield Print("bash: docker: command not found\n", error=True)
        return 127
    if not words or words[0] in ("--help", "-h", "help"):
        name = words[1] if len(words) > 1 and words[1] in COMMANDS else ""
        yield Print(flags.help_of(name) if name else flags.root())
        return 0
    if words[0] in ("--version", "-v"):
        yield Print(f"Docker version {RUNTIMES['docker'].partition('://')[2]}, build e180ab8\n")
        return 0
    long = flags.LONGER.get((words[0], words[1] if len(words) > 1 else ""))
    name, rest = (long, words[2:]) if long else (words[0], words[1:])
    if name not in COMMANDS:
        if name in flags.ELSEWHERE:
            yield Print(f"docker: there is no {name} in this docker: {flags.ELSEWHERE[name]}\n", error=True)
        else:
            unknown = f"flag: {name}" if name.startswith("-") else f"command: docker {name}"
            more = "Run 'docker --help' for more information"
            yield Print(f"{'' if name.startswith('-') else 'docker: '}unknown {unknown}\n\n{more}\n", error=True)
        return 125 if name.startswith("-") else 1
    try:
        options, others = flags.parse(name, rest)
    except flags.FlagError as error:
        yield Print(str(error), error=True)
        return error.status
    if "help" in options:
        yield Print(flags.help_of(name))
        return 0
    try:
        return (yield from COMMANDS[name](machine, options, others))
    except Gone as gone:
        yield Print(str(gone), error=True)
        return 1
