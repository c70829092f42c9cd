"""etcdctl: looks into etcd itself, past the API server. One function per command; answers as etcd 3.6's own tool prints them."""

from __future__ import annotations

from ...cluster.machinery.program import Code, Print
from . import help
from .commands import COMMANDS, VERSION
from .flags import FlagError, check, parse
from .showing import FORMATS

__all__ = ["code"]


def code(words: list[str], stdin: str = "") -> Code:
    """`etcdctl WORDS…`, as a program."""
    try:
        arguments, flags = parse(words)
    except FlagError as error:
        return (yield from _refused(str(error)))
    arguments = help.completed(arguments)
    wants_help = flags.pop("help", "") == "true"
    if arguments[:1] == ["help"]:
        arguments, wants_help = arguments[1:], True
    name = next(
        (" ".join(arguments[:length]) for length in (2, 1) if " ".join(arguments[:length]) in help.COMMANDS), ""
    )
    if wants_help or (not name and arguments[:1] and arguments[0] in help.GROUPS):
        return (yield from _help(arguments, name, wants_help))
    if not name:
        if not arguments:
            yield Print(help.root())
            return 0
        return (yield from _unknown(arguments))
    try:
        check(name, flags)
    except FlagError as error:
        return (yield from _refused(str(error)))
    if name == "version":
        yield Print(f"etcdctl version: {VERSION}\nAPI version: 3.6\n")
        return 0
    if flags.get("write-out", "simple") not in FORMATS:
        return (yield from _refused("unsupported output format", 4))
    rest = arguments[len(name.split()) :]
    if name == "put" and len(rest) == 1 and stdin:
        rest = [*rest, stdin]
    return (yield from COMMANDS[name](rest, flags))


def _help(arguments: list[str], name: str, asked: bool) -> Code:
    group = arguments[0] if arguments else ""
    if name:
        yield Print(help.command(name))
    elif group in help.GROUPS:
        if group == "member" and len(arguments) > 1 and not asked:
            return (yield from _refused(help.MEMBERS_STAY))
        yield Print(help.group(group))
    else:
        yield Print(help.root())
    return 0


def _unknown(arguments: list[str]) -> Code:
    name = arguments[0]
    if name in help.ELSEWHERE:
        return (yield from _refused(f"there is no {name} in this etcdctl: {help.ELSEWHERE[name]}"))
    return (yield from _refused(f'unknown command "{name}" for "etcdctl"'))


def _refused(words: str, status: int = 1) -> Code:
    yield Print(f"Error: {words}\n", error=True)
    return status
