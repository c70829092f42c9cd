"""The commands that a container's images offer: the small tools of busybox, and each image's own server."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from ...machinery.times import timestamp
from . import fetching
from .shell import Instructions, SyntaxProblem, compiled

if TYPE_CHECKING:
    from .process import Process

FOREVER = -1
_UNITS_MS = {"s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "": 1000}
ALLOCATION_MS = 500  # to fill the memory that was asked for
_BYTES = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30}
_SIZE = re.compile(r"^(\d+)([kKmMgG]?)i?[bB]?$")
_SLEEP = re.compile(r"^(\d+(?:\.\d+)?)([smhd]?)$")

OWN_IMAGES = ("perl", "python", "python3", "node", "npm", "java", "stress")  # not in every image

Command = Callable[["Process", tuple[str, ...]], int]  # → the exit status


def exists(process_image: object, program: str) -> bool:
    """Whether the image has an executable of this name."""
    programs: tuple[str, ...] = getattr(process_image, "programs", ())
    entrypoint: tuple[str, ...] = getattr(process_image, "entrypoint", ())
    if program in programs or program in entrypoint[:1]:
        return True
    if not getattr(process_image, "shell", True):
        return False
    name = program.rpartition("/")[2]
    if name in OWN_IMAGES and name not in (*programs, *getattr(process_image, "command", ())):
        return False
    if program.startswith("/") and not program.startswith(
        ("/bin/", "/usr/bin/", "/sbin/", "/usr/sbin/", "/usr/local/bin/")
    ):
        return False
    return name in COMMANDS or name in programs


def run(process: Process, argv: tuple[str, ...]) -> None:
    """Run one command in a process."""
    image = process.world.image
    name = argv[0].rpartition("/")[2]
    own = (argv[0] in image.programs or name in image.programs) and name not in OWN_IMAGES
    if own or (argv == image.entrypoint and not image.shell):
        serve(process, argv)
        return
    if argv[0] in image.entrypoint[:1] and name not in COMMANDS and len(argv) > 1:  # an entrypoint script: exec "$@"
        run(process, argv[1:])
        return
    command = COMMANDS.get(name) if image.shell else None
    if command is None:
        process.write(f"sh: {argv[0]}: not found\n")
        process.status = 127
        return
    process.status = command(process, argv[1:])


def serve(process: Process, argv: tuple[str, ...]) -> None:
    """The image's own server: it writes a few lines and listens until it is told to stop."""
    world = process.world
    image = world.image
    if len(argv) > 1 and argv[1] in ("-v", "--version", "-t", "-V"):
        process.write(f"{argv[0]} version: {argv[0]}/1.0\n")
        process.status = 0
        return
    if world.talkative:
        for line in image.log:
            process.write(line + "\n")
    process.server = True
    process.frames.clear()
    world.listening(image.ports, world.now_ms() + image.start_ms)
    process.sleep(FOREVER)


def script(process: Process, text: str) -> Instructions:
    """The instructions of a script; one that cannot be read says so and leaves status 2."""
    try:
        return compiled(text)
    except SyntaxProblem as problem:
        process.write(f"sh: {problem}\n")
        process.status = 2
        return ()


def slept_ms(process: Process) -> int:
    """How long the last `sleep` takes."""
    return int(process.variables.get("_slept_ms", "0"))


def sum_of(process: Process, text: str) -> int:
    """`$((1 + N))`: whole numbers, + - * / %, from left to right with the usual precedence."""
    tokens = re.findall(r"\d+|[A-Za-z_$][A-Za-z0-9_]*|[-+*/%()]", text)
    return _sum(process, tokens)


def _sum(process: Process, tokens: list[str]) -> int:
    value = _product(process, tokens)
    while tokens and tokens[0] in "+-":
        sign = tokens.pop(0)
        other = _product(process, tokens)
        value = _int64(value + other if sign == "+" else value - other)
    return value


def _int64(value: int) -> int:
    """As a shell counts: what is too large goes round."""
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)


def _product(process: Process, tokens: list[str]) -> int:
    value = _atom(process, tokens)
    while tokens and tokens[0] in "*/%":
        operator = tokens.pop(0)
        other = _atom(process, tokens)
        if operator == "*":
            value = _int64(value * other)
        elif other:
            value = value // other if operator == "/" else value % other
    return value


def _atom(process: Process, tokens: list[str]) -> int:
    if not tokens:
        return 0
    token = tokens.pop(0)
    if token == "(":
        value = _sum(process, tokens)
        if tokens and tokens[0] == ")":
            tokens.pop(0)
        return value
    if token == "-":
        return -_atom(process, tokens)
    text = token if token.isdigit() else process.variables.get(token.lstrip("$"), "0")
    return int(text) if text.lstrip("-").isdigit() else 0


# -- the tools ----------------------------------------------------------------------------------------------------------


def _shell(process: Process, argv: tuple[str, ...]) -> int:
    from .process import Frame

    options = [one for one in argv if one.startswith("-")]
    rest = [one for one in argv if not one.startswith("-")]
    if any("c" in option.lstrip("-") for option in options) and rest:
        process.frames.append(Frame(script(process, rest[0])))
    elif rest and rest[0] in process.world.files:
        process.frames.append(Frame(script(process, process.world.files[rest[0]])))
    elif rest:
        process.write(f"sh: can't open '{rest[0]}': No such file or directory\n")
        return 2
    return process.status  # without a terminal, a shell reads end of file and exits 0


def _sleep(process: Process, argv: tuple[str, ...]) -> int:
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


def _echo(process: Process, argv: tuple[str, ...]) -> int:
    newline = "\n"
    words = list(argv)
    while words and words[0] in ("-n", "-e", "-ne", "-en"):
        if "n" in words[0]:
            newline = ""
        words.pop(0)
    process.write(" ".join(words).replace("\\n", "\n").replace("\\t", "\t") + newline)
    return 0


def _printf(process: Process, argv: tuple[str, ...]) -> int:
    text = (argv[0] if argv else "").replace("\\n", "\n").replace("\\t", "\t")
    values = iter(argv[1:])
    process.write(re.sub(r"%[sd%]", lambda found: "%" if found[0] == "%%" else next(values, ""), text))
    return 0


def _exit(process: Process, argv: tuple[str, ...]) -> int:
    status = int(argv[0]) % 256 if argv and argv[0].isdigit() else process.status
    process.frames.clear()
    process.status = status
    return status


def _true(process: Process, argv: tuple[str, ...]) -> int:
    return 0


def _false(process: Process, argv: tuple[str, ...]) -> int:
    return 1


def _env(process: Process, argv: tuple[str, ...]) -> int:
    for name, value in process.variables.items():
        if not name.startswith("_"):
            process.write(f"{name}={value}\n")
    return 0


def _printenv(process: Process, argv: tuple[str, ...]) -> int:
    if not argv:
        return _env(process, argv)
    missing = False
    for name in argv:
        if name in process.variables:
            process.write(process.variables[name] + "\n")
        else:
            missing = True
    return 1 if missing else 0


def _export(process: Process, argv: tuple[str, ...]) -> int:
    for text in argv:
        name, equals, value = text.partition("=")
        if equals:
            process.variables[name] = value
    return 0


def _hostname(process: Process, argv: tuple[str, ...]) -> int:
    process.write(process.world.hostname + "\n")
    return 0


def _date(process: Process, argv: tuple[str, ...]) -> int:
    unix_ms = process.world.unix_ms()
    if argv and argv[0] == "+%s":
        process.write(f"{unix_ms // 1000}\n")
    else:
        process.write(timestamp(unix_ms) + "\n")
    return 0


def _cat(process: Process, argv: tuple[str, ...]) -> int:
    if not argv or argv == ("-",):
        process.write(process.stdin)
        return 0
    status = 0
    for path in argv:
        text = process.world.files.get(path)
        if text is None:
            process.write(f"cat: can't open '{path}': No such file or directory\n")
            status = 1
        else:
            process.write(text)
    return status


def _touch(process: Process, argv: tuple[str, ...]) -> int:
    for path in argv:
        if not path.startswith("-"):
            process.world.files.setdefault(path, "")
    return 0


def _rm(process: Process, argv: tuple[str, ...]) -> int:
    force = any(one.startswith("-") and "f" in one for one in argv)
    status = 0
    for path in argv:
        if path.startswith("-"):
            continue
        inside = [known for known in process.world.files if known == path or known.startswith(path.rstrip("/") + "/")]
        for known in inside:
            del process.world.files[known]
        if not inside and not force:
            process.write(f"rm: can't remove '{path}': No such file or directory\n")
            status = 1
    return status


def _ls(process: Process, argv: tuple[str, ...]) -> int:
    paths = [one for one in argv if not one.startswith("-")] or ["/"]
    status = 0
    for path in paths:
        root = path.rstrip("/") + "/"
        if path in process.world.files:
            process.write(path + "\n")
            continue
        names = {known[len(root) :].partition("/")[0]: None for known in process.world.files if known.startswith(root)}
        if not names and path not in ("/", "/tmp", "/etc", "/var", "/usr"):
            process.write(f"ls: {path}: No such file or directory\n")
            status = 1
        for name in sorted(names):
            process.write(name + "\n")
    return status


def _test(process: Process, argv: tuple[str, ...]) -> int:
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


def _grep(process: Process, argv: tuple[str, ...]) -> int:
    quiet = any(one.startswith("-") and "q" in one for one in argv)
    words = [one for one in argv if not one.startswith("-")]
    if not words:
        return 2
    text = "".join(process.world.files.get(path, "") for path in words[1:]) if len(words) > 1 else process.stdin
    found = [line for line in text.splitlines() if words[0] in line]
    if not quiet:
        process.write("".join(line + "\n" for line in found))
    return 0 if found else 1


def _head(process: Process, argv: tuple[str, ...]) -> int:
    count = next((int(one.lstrip("-n")) for one in argv if one.lstrip("-n").isdigit()), 10)
    process.write("".join(line + "\n" for line in process.stdin.splitlines()[:count]))
    return 0


def _seq(process: Process, argv: tuple[str, ...]) -> int:
    numbers = [int(one) for one in argv if one.lstrip("-").isdigit()]
    if not numbers:
        return 1
    first, last = (1, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[-1])
    process.write("".join(f"{number}\n" for number in range(first, min(last, first + 9999) + 1)))
    return 0


def _trap(process: Process, argv: tuple[str, ...]) -> int:
    if len(argv) > 1:
        for signal in argv[1:]:
            process.traps[signal.removeprefix("SIG").replace("15", "TERM")] = argv[0]
    return 0


def _wait(process: Process, argv: tuple[str, ...]) -> int:
    left_ms = process.background_until_ms - process.world.now_ms()
    if left_ms > 0:
        process.sleep(left_ms)
    return 0


def _exec(process: Process, argv: tuple[str, ...]) -> int:
    process.frames.clear()
    run(process, argv)
    return process.status


def _kill(process: Process, argv: tuple[str, ...]) -> int:
    if "1" in argv:
        process.exit(137 if "-9" in argv else 143)
    return 0


def _perl(process: Process, argv: tuple[str, ...]) -> int:
    # The Job of Kubernetes' documentation: pi to 2000 places.
    if any("bpi" in one for one in argv):
        process.write(
            "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798\n"
        )
        process.variables["_slept_ms"] = "4000"
        process.sleep(4000)
        return 0
    process.sleep(500)
    return 0


def _interpreter(process: Process, argv: tuple[str, ...]) -> int:
    # A program in a language that this model does not speak: a server of some kind if it has no end of its own.
    if not argv or argv[0] in ("-c", "-e", "--version", "-V", "-v"):
        process.sleep(200)  # a line of code given on the command line
    else:
        process.server = True
        process.world.listening((), process.world.now_ms() + 500)
        process.sleep(FOREVER)
    return 0


def _stress(process: Process, argv: tuple[str, ...]) -> int:
    for option, value in pairwise(argv):
        match = _SIZE.match(value)
        if option in ("--vm-bytes", "-mem-total", "--mem-total") and match is not None:
            process.world.later(ALLOCATION_MS, process.world.use_memory, int(match[1]) * _BYTES[match[2].upper()])
    process.sleep(FOREVER)
    return 0


def _tail(process: Process, argv: tuple[str, ...]) -> int:
    if any(one.startswith("-") and "f" in one.lower() for one in argv):
        process.sleep(FOREVER)
    return 0


COMMANDS: dict[str, Command] = {
    "sh": _shell,
    "bash": _shell,
    "ash": _shell,
    "sleep": _sleep,
    "echo": _echo,
    "printf": _printf,
    "exit": _exit,
    "true": _true,
    ":": _true,
    "false": _false,
    "env": _env,
    "printenv": _printenv,
    "export": _export,
    "set": _true,
    "cd": _true,
    "mkdir": _true,
    "chmod": _true,
    "chown": _true,
    "sync": _true,
    "hostname": _hostname,
    "date": _date,
    "cat": _cat,
    "touch": _touch,
    "rm": _rm,
    "ls": _ls,
    "test": _test,
    "[": _test,
    "grep": _grep,
    "head": _head,
    "tail": _tail,
    "seq": _seq,
    "trap": _trap,
    "wait": _wait,
    "exec": _exec,
    "kill": _kill,
    "perl": _perl,
    "wget": fetching.wget,
    "curl": fetching.curl,
    "nc": fetching.nc,
    "nslookup": fetching.nslookup,
    "python": _interpreter,
    "python3": _interpreter,
    "node": _interpreter,
    "npm": _interpreter,
    "java": _interpreter,
    "stress": _stress,
    "dd": _true,
    "yes": _stress,
    "pgrep": _true,
    "ps": _true,
    "id": _true,
    "whoami": _hostname,
}
