"""The words of a shell that steer: sh, exit, trap, wait, exec, kill, and sleep."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .scripts import script

if TYPE_CHECKING:
    from ..process import Process

FOREVER = -1
SIGNALS = {"HUP": 1, "INT": 2, "QUIT": 3, "KILL": 9, "USR1": 10, "USR2": 12, "TERM": 15, "WINCH": 28}
_UNITS_MS = {"s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "": 1000}
_SLEEP = re.compile(r"^(\d+(?:\.\d+)?)([smhd]?)$")


def shell(process: Process, argv: tuple[str, ...]) -> int:
    options = [one for one in argv if one.startswith("-")]
    rest = [one for one in argv if not one.startswith("-")]
    if any("c" in option.lstrip("-") for option in options) and rest:
        process.enter(script(process, rest[0]))
    elif rest and rest[0] in process.world.files:
        process.enter(script(process, process.world.files[rest[0]]))
    elif rest:
        process.write(f"sh: can't open '{rest[0]}': No such file or directory\n")
        return 2
    return process.status  # without a terminal, a shell reads end of file and exits 0


def sleep(process: Process, argv: tuple[str, ...]) -> int:
    if not argv:
        process.write("BusyBox v1.36.1 multi-call binary.\n\nUsage: sleep [N]...\n")
        return 1
    total_ms = 0.0
    for text in argv:
        if text in ("infinity", "inf"):
            process.variables["_slept_ms"] = "1000000000"
            process.sleep(FOREVER)
            return 0
        match = _SLEEP.match(text)
        if match is None:
            process.write(f"sleep: invalid number '{text}'\n")
            return 1
        total_ms += float(match[1]) * _UNITS_MS[match[2]]
    process.variables["_slept_ms"] = str(int(total_ms))
    process.sleep(int(total_ms))
    return 0


def slept_ms(process: Process) -> int:
    """How long the last `sleep` takes."""
    return int(process.variables.get("_slept_ms", "0"))


def exit(process: Process, argv: tuple[str, ...]) -> int:
    status = int(argv[0]) % 256 if argv and argv[0].isdigit() else process.status
    process.frames.clear()
    process.status = status
    return status


def true(process: Process, argv: tuple[str, ...]) -> int:
    return 0


def false(process: Process, argv: tuple[str, ...]) -> int:
    return 1


def trap(process: Process, argv: tuple[str, ...]) -> int:
    if len(argv) > 1:
        for signal in argv[1:]:
            process.traps[_signal(signal)] = argv[0]
    return 0


def _signal(text: str) -> str:
    """`SIGTERM`, `TERM` or `15`: the signal's name without SIG."""
    name = text.upper().removeprefix("SIG")
    return next((known for known, number in SIGNALS.items() if str(number) == name), name)


def wait(process: Process, argv: tuple[str, ...]) -> int:
    left_ms = process.background_until_ms - process.world.now_ms()
    if left_ms > 0:
        process.sleep(left_ms)
    return 0


def exec(process: Process, argv: tuple[str, ...]) -> int:
    process.frames.clear()
    process.run(argv, ())
    return process.status


def kill(process: Process, argv: tuple[str, ...]) -> int:
    words = list(argv)
    name = "TERM"
    if words and words[0] == "-s":
        name, words = _signal("".join(words[1:2])), words[2:]
    elif words and words[0].startswith("-"):
        name, words = _signal(words[0][1:]), words[1:]
    if name not in SIGNALS:
        process.write(f"sh: bad signal name '{name}'\n")
        return 1
    status = 0
    for word in words:
        if not word.isdigit():
            process.write(f"sh: invalid number '{word}'\n")
            status = 1
        elif not process.world.signal(int(word[:9]), name):
            process.write(f"sh: can't kill pid {word}: No such process\n")
            status = 1
    return status


def test(process: Process, argv: tuple[str, ...]) -> int:
    words = [one for one in argv if one != "]"]
    negated = bool(words) and words[0] == "!"
    if negated:
        words = words[1:]
    return int(_holds(process, words) == negated)


def _holds(process: Process, words: list[str]) -> bool:
    files = process.world.files
    match words:
        case [text]:
            return bool(text)
        case ["-n", text]:
            return bool(text)
        case ["-z", text]:
            return not text
        case ["-f" | "-e" | "-r" | "-s", path]:
            return path in files
        case ["-d", path]:
            return any(known.startswith(path.rstrip("/") + "/") for known in files) or path in ("/tmp", "/etc", "/")
        case [one, "=" | "==", other]:
            return one == other
        case [one, "!=", other]:
            return one != other
        case [one, operator, other] if one.lstrip("-").isdigit() and other.lstrip("-").isdigit():
            a, b = int(one), int(other)
            return {"-eq": a == b, "-ne": a != b, "-lt": a < b, "-le": a <= b, "-gt": a > b, "-ge": a >= b}.get(
                operator, False
            )
    return False
