"""A process in a container: it works through instructions, writes its log, sleeps, serves, and reacts to signals.

A process belongs to the machine's kernel, not to the container runtime: it goes on when the runtime is down.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any, Protocol

from ...machinery.ip_tools import Interface, Socket
from . import commands
from .shell import Instructions, Word

SIGKILL = 137
SIGSEGV = 139
MAX_STEPS = 2000  # instructions in one go: a loop that never sleeps gets a pause
BUSY_PAUSE_MS = 1000
ONE_CPU = 1000  # millicores: one thread
NO_ANSWER_MS = 200_000  # longer than any connection's own time-out
MAX_TEXT = 128 * 1024  # characters of one word, as Linux has it
READ_ONLY = "/sys/"
MAX_FILE = 512 * 1024  # characters of a file, and of what is piped


class Crash(Exception):
    """The process does what no machine bears: it ends with this status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class World(Protocol):
    """What a process finds around it: its container."""

    env: dict[str, str]
    files: MutableMapping[str, str]
    hostname: str
    talkative: bool  # whether its servers write a log
    image: Any

    def now_ms(self) -> int: ...
    def running(self) -> list[str]: ...
    def unix_ms(self) -> int: ...
    def write(self, text: str) -> None: ...
    def later(self, delay_ms: int, method: Callable[..., None], *args: Any) -> None: ...
    def listening(self, ports: tuple[int, ...], since_ms: int) -> None: ...
    def signal(self, pid: int, name: str) -> bool: ...
    def use_memory(self, size: int, per_s: int = 0, most: int = 0) -> None: ...
    def use_cpu(self, process: Process, millis: int) -> None: ...
    def use_disk(self, path: str, size: int) -> None: ...
    def fork(self, count: int) -> bool: ...
    def fork_for_ever(self) -> None: ...
    def connect(self, host: str, question: Any, timeout_ms: int, then: Callable[..., None]) -> None: ...
    def resolve(self, host: str, then: Callable[..., None], kind: str = "A", server: str = "") -> None: ...
    def interfaces(self) -> tuple[list[Interface], str]: ...
    def routers(self, ip: str) -> list[str]: ...
    def sockets(self) -> list[Socket]: ...


class Frame:
    """A script being worked through, and where."""

    __slots__ = ("instructions", "loops", "place")

    def __init__(self, instructions: Instructions) -> None:
        self.instructions = instructions
        self.place = 0
        self.loops: dict[int, list[str]] = {}


class Process:
    """One process, the first of its container or started by exec."""

    def __init__(self, world: World, argv: tuple[str, ...], ended: Callable[..., None], *context: Any) -> None:
        """`ended(process, *context)` is called when it has ended; `status` then holds its exit code."""
        self.world = world
        self.argv = argv
        self.ended = ended
        self.context = context
        self.alive = True
        self.status = 0
        self.variables: dict[str, str] = dict(world.env)
        self.frames: list[Frame] = []
        self.traps: dict[str, str] = {}
        self.output: list[str] | None = None  # where it writes, if not into the log
        self.captures: list[list[str]] = []
        self.captured = 0  # characters in them since the last instruction of the script itself
        self.stdin = ""
        self.server = False  # handles signals as a server does
        self.timer = 0  # a wait that was interrupted is recognised by its number
        self.sleeping = False
        self.burns = 0  # millicores that it would use for ever
        self.busy = False  # it computes, and waits for nothing
        self.background_until_ms = 0
        self.pending_signal = ""
        self.into: tuple[str, str] | None = None  # where the output of the present command goes

    # -- life -------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin with argv."""
        self._safely(self.run, self.argv, ())
        self.go()

    def go(self) -> None:
        """Work until there is something to wait for."""
        if self.busy:
            self.busy = False
            self._go_on()
            if not self.busy:
                self.world.use_cpu(self, 0)
        else:
            self._go_on()

    def _go_on(self) -> None:
        steps = 0
        while self.alive and not self.sleeping:
            if self.pending_signal:
                self._safely(self._take_signal)
                continue
            if not self.frames:
                self.exit(self.status)
                return
            frame = self.frames[-1]
            if frame.place >= len(frame.instructions):
                self.frames.pop()
                continue
            steps += 1
            if steps > MAX_STEPS:
                self.busy = True
                self.world.use_cpu(self, ONE_CPU)
                self.sleep(BUSY_PAUSE_MS)
                return
            frame.place += 1
            if not self.captures:
                self.captured = 0
            self._safely(self._step, frame, frame.instructions[frame.place - 1])

    def _safely(self, work: Callable[..., None], *args: Any) -> None:
        """What breaks in a process breaks the process, and nothing else."""
        try:
            work(*args)
        except Exception as error:
            if not self.alive:
                raise
            self.exit(error.status if isinstance(error, Crash) else SIGSEGV)

    def exit(self, status: int) -> None:
        """End with this exit code."""
        if self.alive:
            self.alive = False
            self.status = status
            self.timer += 1
            self.world.use_cpu(self, 0)
            self.ended(self, *self.context)

    def sleep(self, delay_ms: int) -> None:
        """Go on in `delay_ms`; negative: never."""
        self.sleeping = True
        self.timer += 1
        if delay_ms >= 0:
            self.world.later(delay_ms, self._woken, self.timer)

    def _woken(self, timer: int) -> None:
        if self.alive and timer == self.timer:
            self.sleeping = False
            self.go()

    # -- signals ----------------------------------------------------------------------------------------------------

    def signal(self, name: str) -> None:
        """A signal, by its name without SIG. The first process of a container has no default reaction: it ends only if it
        handles the signal."""
        if name in self.traps:
            self.pending_signal = name
            if self.sleeping and self.interruptible():
                self.sleeping = False
                self.timer += 1
                self.go()
        elif self.server and name in ("TERM", "INT", "QUIT", self.world.image.stop_signal):
            image = self.world.image
            self.timer += 1
            self.world.later(image.stop_ms, self.exit, image.stop_code)

    def interruptible(self) -> bool:
        """Whether it waits in `wait`, which a signal ends; a sleeping child is waited for first."""
        return self.background_until_ms != 0 or not self.frames

    def kill(self) -> None:
        """SIGKILL: nobody is asked."""
        self.exit(SIGKILL)

    def enter(self, script: Instructions) -> None:
        """Work through a script, then go on where it was."""
        self.frames.append(Frame(script))

    def _take_signal(self) -> None:
        text, self.pending_signal = self.traps[self.pending_signal], ""
        self.enter(commands.script(self, text))

    # -- instructions -----------------------------------------------------------------------------------------------

    def _step(self, frame: Frame, instruction: tuple[Any, ...]) -> None:
        match instruction:
            case ("run", words, redirects):
                self._command(words, redirects)
            case ("background", words, redirects):
                self._command(words, redirects)
                if self.sleeping and not self.server:
                    self.sleeping = False
                    self.timer += 1
                    self.background_until_ms = max(
                        self.background_until_ms, self.world.now_ms() + commands.slept_ms(self)
                    )
                elif self.server:
                    self.sleeping = self.server = False
                self.status = 0
            case ("assign", name, word):
                self.variables[name] = " ".join(self.expand(word, split=False))
                self.status = 0
            case ("and", target):
                if self.status:
                    frame.place = target
            case ("or", target):
                if not self.status:
                    frame.place = target
            case ("jump", target):
                frame.place = target
            case ("not",):
                self.status = 0 if self.status else 1
            case ("for", name, words, target):
                start = frame.place - 1
                if start not in frame.loops:
                    frame.loops[start] = [text for word in words for text in self.expand(word)]
                if frame.loops[start]:
                    self.variables[name] = frame.loops[start].pop(0)
                else:
                    del frame.loops[start]
                    frame.place = target
            case ("capture",):
                self.captures.append([])
            case ("pipe",):
                self.stdin = "".join(self.captures.pop())
            case ("unpipe",):
                self.stdin = ""

    def _command(self, words: tuple[Word, ...], redirects: tuple[tuple[str, Word], ...]) -> None:
        argv = tuple(text for word in words for text in self.expand(word))
        targets = [(operator, " ".join(self.expand(word))) for operator, word in redirects]
        if argv:
            self.run(argv, tuple(targets))

    def run(self, argv: tuple[str, ...], redirects: tuple[tuple[str, str], ...]) -> None:
        """Run one command: it ends at once, or the process waits for it."""
        files = self.world.files
        for operator, path in redirects:
            if operator == "<":
                self.stdin = files.get(path, "")
        into = next((target for target in redirects if target[0] in (">", ">>")), None)
        if into is not None:
            self.captures.append([])
        self.into = None
        commands.run(self, argv)
        if into is not None:
            self._redirect(into, "".join(self.captures.pop()))
            self.into = into  # what comes later goes there too

    def _redirect(self, into: tuple[str, str], text: str) -> None:
        operator, path = into
        if path != "/dev/null":
            self.put(path, (self.world.files.get(path, "") if operator == ">>" else "") + text)

    def wait(self) -> int:
        """The command waits for the network: `resume` ends it. An answer that never comes counts as a failure."""
        self.sleep(NO_ANSWER_MS)
        return 1

    def resume(self, status: int, text: str) -> None:
        """The network has answered: the command writes its last words and ends."""
        if not self.alive or not self.sleeping:
            return
        self.sleeping = False
        self.timer += 1
        if self.into is not None:
            self._redirect(self.into, text)
        elif text:
            self.write(text)
        self.status = status
        self.go()

    def put(self, path: str, text: str) -> None:
        """Write a file, or a device that leads to the log."""
        if path in ("/dev/stdout", "/dev/stderr", "/proc/1/fd/1"):
            self.write(text)
        elif path.startswith(READ_ONLY):
            self.write(f"sh: can't create {path}: Read-only file system\n")
            self.status = 1
        elif len(text) > MAX_FILE:
            raise Crash(SIGKILL)
        else:
            self.world.files[path] = text

    def write(self, text: str) -> None:
        """Write to standard output."""
        if self.captures:
            self.captures[-1].append(text)
            self.captured += len(text)
            if self.captured > MAX_FILE:
                raise Crash(SIGKILL)
        elif self.output is not None:
            self.output.append(text)
        else:
            self.world.write(text)

    # -- words ------------------------------------------------------------------------------------------------------

    def expand(self, word: Word, split: bool = True) -> list[str]:
        """The texts that a word stands for: none, one or several."""
        texts: list[str] = []
        current = ""
        something = False
        for part in word:
            if len(current) > MAX_TEXT:
                raise Crash(SIGKILL)
            kind = part[0]
            if kind == "text":
                current += part[1]
                something = True
                continue
            if kind == "name":
                value = self._variable(part[1]) or part[3]
            elif kind == "sum":
                value = str(commands.sum_of(self, part[1]))
            else:
                value = self._output_of(part[1])
            if kind == "sum" or part[2] or not split:
                current += value
                something = something or bool(value) or (kind != "sum" and part[2])
                continue
            pieces = value.split()
            if not pieces:
                continue
            current += pieces[0]
            something = True
            for piece in pieces[1:]:
                texts.append(current)
                current = piece
        if something or current:
            texts.append(current)
        return texts

    def _variable(self, name: str) -> str:
        match name:
            case "?":
                return str(self.status)
            case "$":
                return "1"
            case "HOSTNAME":
                return self.variables.get("HOSTNAME", self.world.hostname)
            case "RANDOM":
                return str((self.world.now_ms() * 7919) % 32768)
        return self.variables.get(name, "")

    def _output_of(self, instructions: Instructions) -> str:
        """The output of `$(…)`: commands that take time are not waited for."""
        frames, sleeping, timer = self.frames, self.sleeping, self.timer
        self.frames = [Frame(instructions)]
        self.captures.append([])
        frame = self.frames[0]
        steps = 0
        while frame.place < len(frame.instructions) and steps < MAX_STEPS and self.alive:
            frame.place += 1
            steps += 1
            self._step(frame, frame.instructions[frame.place - 1])
        self.frames, self.sleeping, self.timer = frames, sleeping, max(timer, self.timer)
        return "".join(self.captures.pop()).rstrip("\n")
