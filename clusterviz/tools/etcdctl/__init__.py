"""etcdctl: looks into etcd itself, past the API server. One function per command; answers as etcd 3.6's own tool prints them."""

from __future__ import annotations

from ...cluster.machinery.program import Code, Print
from .commands import COMMANDS, USAGE
from .flags import FlagError, parse

VERSION = "etcdctl version: 3.6.6\nAPI version: 3.6\n"

__all__ = ["code"]


def code(words: list[str]) -> Code:
    """`etcdctl WORDS…`, as a program."""
    try:
        arguments, flags = parse(words)
    except FlagError as error:
        yield Print(f"Error: {error}\n", error=True)
        return 1
    if arguments[:1] == ["version"]:
        yield Print(VERSION)
        return 0
    for length in (2, 1):
        command = COMMANDS.get(" ".join(arguments[:length]))
        if command is not None and len(arguments) >= length:
            return (yield from command(arguments[length:], flags))
    if not arguments or arguments == ["help"]:
        yield Print(USAGE)
        return 0
    yield Print(f'Error: unknown command "{arguments[0]}" for "etcdctl"\n', error=True)
    return 1
