"""What ps is asked for, and the columns in which it answers: procps' three ways to say the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

FULL = ("uid", "pid", "ppid", "c", "stime", "tty", "time", "cmd")
OF_USERS = ("user", "pid", "%cpu", "%mem", "vsz", "rss", "tty", "stat", "start", "btime", "command")
BSD = ("pid", "tty", "stat", "btime", "command")
PLAIN = ("pid", "tty", "time", "ucmd")


class Column(NamedTuple):
    """A column: its head, its width (negative: to the left; 0: the last one), and what stands in it."""

    head: str
    width: int
    text: str  # a format of the facts


COLUMNS = {
    "uid": Column("UID", -8, "{user}"),
    "user": Column("USER", -8, "{user}"),
    "pid": Column("PID", 7, "{pid}"),
    "ppid": Column("PPID", 7, "{ppid}"),
    "c": Column("C", 2, "0"),
    "stime": Column("STIME", -5, "{start}"),
    "start": Column("START", -5, "{start}"),
    "tty": Column("TTY", -8, "?"),
    "time": Column("TIME", 8, "00:00:00"),
    "btime": Column("TIME", 6, "0:00"),
    "stat": Column("STAT", -4, "Ss"),
    "%cpu": Column("%CPU", 4, "{cpu:.1f}"),
    "%mem": Column("%MEM", 4, "{mem:.1f}"),
    "vsz": Column("VSZ", 6, "{vsz}"),
    "rss": Column("RSS", 5, "{rss}"),
    "comm": Column("COMMAND", -15, "{comm}"),
    "ucmd": Column("CMD", -15, "{comm}"),
    "cmd": Column("CMD", 0, "{args}"),
    "command": Column("COMMAND", 0, "{args}"),
    "args": Column("COMMAND", 0, "{args}"),
}
SAME = {
    "pcpu": "%cpu",
    "pmem": "%mem",
    "cputime": "time",
    "rssize": "rss",
    "vsize": "vsz",
    "tt": "tty",
    "tname": "tty",
}


class Wanted(NamedTuple):
    """Which processes, and which columns."""

    every: bool
    forest: bool
    columns: tuple[str, ...]
    pids: tuple[int, ...] = ()
    parents: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    bare: bool = False


def parse(words: Sequence[str]) -> Wanted | str:
    """What stands on the command line; or what is wrong with it."""
    rest, letters, dashed = list(words), "", ""
    columns: list[str] = []
    lists: dict[str, list[str]] = {"p": [], "C": [], "ppid": []}
    forest = bare = False
    while rest:
        word = rest.pop(0)
        long, equals, value = word.partition("=")
        if word == "tree":
            dashed, forest = dashed + "ef", True
        elif word == "--forest":
            forest = True
        elif word in ("--no-headers", "--no-heading", "--noheaders", "--noheading"):
            bare = True
        elif long in ("-p", "p", "--pid", "-C", "--ppid", "-o", "o", "--format", "-O"):
            if not equals and not rest:
                return (
                    "list of process IDs must follow -p"
                    if long in ("-p", "p", "--pid")
                    else f"list of things must follow {long}"
                )
            given = (value if equals else rest.pop(0)).replace(",", " ").split()
            name = {"--pid": "p", "--ppid": "ppid"}.get(long, long.lstrip("-"))
            if name in lists:
                lists[name] += given
            else:
                columns += given
        elif word.startswith("--"):
            return "unknown gnu long option"
        elif word.isdigit():
            lists["p"].append(word)
        elif word.startswith("-"):
            plain, taker, value = re.fullmatch(r"([^pCo]*)([pCo]?)(.*)", word[1:]).groups()  # type: ignore[union-attr]
            if set(plain) - set("eAafFjlwHTN"):
                return "unsupported SysV option"
            dashed += plain
            rest = ([f"-{taker}", value] if value else [f"-{taker}"]) + rest if taker else rest
        else:
            if set(word) - set("auxfwjlrsTc"):
                return "unsupported option (BSD syntax)"
            letters += word
    if any(not one.isdigit() for one in lists["p"] + lists["ppid"]):
        return "process ID list syntax error"
    bare = bare or (bool(columns) and all(one.endswith("=") for one in columns))
    named = [SAME.get(name, name) for name in (one.partition("=")[0] for one in columns)]
    for name in named:
        if name not in COLUMNS:
            return f'unknown user-defined format specifier "{name}"'
    shown = tuple(named) or (
        OF_USERS if "u" in letters else BSD if letters else FULL if "f" in dashed or "F" in dashed or forest else PLAIN
    )
    picked = bool(lists["p"] or lists["C"] or lists["ppid"])
    every = picked or bool(set("eAa") & set(dashed)) or "x" in letters or "a" in letters
    numbers = {name: tuple(int(one) for one in lists[name]) for name in ("p", "ppid")}
    forest = forest or "f" in letters or "H" in dashed
    return Wanted(every, forest, shown, numbers["p"], numbers["ppid"], tuple(lists["C"]), bare)


def head(columns: Sequence[Column]) -> str:
    """The line of heads."""
    return _line(columns, [column.head for column in columns])


def row(columns: Sequence[Column], facts: dict[str, Any]) -> str:
    """The line of one process."""
    return _line(columns, [column.text.format(**facts) for column in columns])


def _line(columns: Sequence[Column], texts: list[str]) -> str:
    cells = []
    for place, (column, text) in enumerate(zip(columns, texts, strict=True)):
        if place == len(columns) - 1 and column.width <= 0:
            cells.append(text)
        elif column.width < 0:
            cells.append(f"{text:<{-column.width}}")
        else:
            cells.append(f"{text:>{column.width or 27}}")
    return " ".join(cells) + "\n"
