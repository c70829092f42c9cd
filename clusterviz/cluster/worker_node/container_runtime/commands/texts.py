"""What writes text: echo, printf, env, hostname, ps, id, date, seq."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ....machinery.times import timestamp

if TYPE_CHECKING:
    from ..process import Process

PIDS_APART = 7  # as a container numbers its processes: 1, 8, 15


def echo(process: Process, argv: tuple[str, ...]) -> int:
    newline = "\n"
    words = list(argv)
    while words and words[0] in ("-n", "-e", "-ne", "-en"):
        if "n" in words[0]:
            newline = ""
        words.pop(0)
    process.write(" ".join(words).replace("\\n", "\n").replace("\\t", "\t") + newline)
    return 0


def printf(process: Process, argv: tuple[str, ...]) -> int:
    text = (argv[0] if argv else "").replace("\\n", "\n").replace("\\t", "\t")
    values = iter(argv[1:])
    process.write(re.sub(r"%[sd%]", lambda found: "%" if found[0] == "%%" else next(values, ""), text))
    return 0


def env(process: Process, argv: tuple[str, ...]) -> int:
    for name, value in process.variables.items():
        if not name.startswith("_"):
            process.write(f"{name}={value}\n")
    return 0


def printenv(process: Process, argv: tuple[str, ...]) -> int:
    if not argv:
        return env(process, argv)
    missing = False
    for name in argv:
        if name in process.variables:
            process.write(process.variables[name] + "\n")
        else:
            missing = True
    return 1 if missing else 0


def export(process: Process, argv: tuple[str, ...]) -> int:
    for text in argv:
        name, equals, value = text.partition("=")
        if equals:
            process.variables[name] = value
    return 0


def hostname(process: Process, argv: tuple[str, ...]) -> int:
    process.write(process.world.hostname + "\n")
    return 0


def ps(process: Process, argv: tuple[str, ...]) -> int:
    lines = ["PID   USER     TIME  COMMAND\n"]
    for place, command in enumerate(process.world.running()):
        lines.append(f"{1 + PIDS_APART * place:>5} root      0:00 {command}\n")
    process.write("".join(lines))
    return 0


def whoami(process: Process, argv: tuple[str, ...]) -> int:
    process.write("root\n")
    return 0


def identity(process: Process, argv: tuple[str, ...]) -> int:
    process.write("uid=0(root) gid=0(root) groups=0(root),10(wheel)\n")
    return 0


def date(process: Process, argv: tuple[str, ...]) -> int:
    unix_ms = process.world.unix_ms()
    if argv and argv[0] == "+%s":
        process.write(f"{unix_ms // 1000}\n")
    else:
        process.write(timestamp(unix_ms) + "\n")
    return 0


def seq(process: Process, argv: tuple[str, ...]) -> int:
    numbers = [int(one) for one in argv if one.lstrip("-").isdigit()]
    if not numbers:
        return 1
    first, last = (1, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[-1])
    process.write("".join(f"{number}\n" for number in range(first, min(last, first + 9999) + 1)))
    return 0
