"""A program that a person runs against the cluster: it asks, waits for the answer, and prints. kubectl is one.

Its code is a generator that yields what it wants (`Ask`, `Sleep`, `Next`, `Edit`) and is sent the answer. A generator cannot be stored,
but its answers can: a restored program runs its code again with the answers it has had. So the code must depend on nothing
else: no clock, no chance, no state of the cluster but what it asked for.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .api import ANONYMOUS, HTTP_METHODS, Request, Response, User, WatchEvent
from .client import API_SERVER, unreachable
from .component import Component, Ground
from .cri import Knock
from .network import CALL_TIMEOUT_MS, LATENCY_MS, Reply, Stream
from .sockets import outcome_of

CREDENTIAL = "authentication.kubernetes.io/credential-id"
FINGERPRINT = (
    "X509SHA256=6a1c2d4f9e0b7385ad61f20c94e8b7d315f06a2c8e9b40d7c3a5e1f28b6d7094"  # of a certificate that nobody made
)
ADMIN = User(
    "kubernetes-admin", ("kubeadm:cluster-admins", "system:authenticated"), "", ((CREDENTIAL, (FINGERPRINT,)),)
)
SUPER_ADMIN = User("kubernetes-super-admin", ("system:masters", "system:authenticated"))  # kubeadm's: RBAC is not asked
NO_ROUTE_MS = 3_000  # so long nobody answers for a machine's address
CONNECT_TIMEOUT_MS = 130_000
TIMEOUT_MS = 60_000
MOST_PRINTED = 4 * 1024 * 1024  # characters, by one program
TALKS_TOO_MUCH = f"\nThe command was stopped: it has printed {MOST_PRINTED} characters, and more are not shown here.\n"
BROKE = "This command met something that nobody had foreseen ({}), and has ended. The cluster goes on.\n"


@dataclass(frozen=True, slots=True)
class Ask:
    """Send a request to the API server; the answer is a `Response`."""

    request: Request


@dataclass(frozen=True, slots=True)
class AskAll:
    """Send several requests at once; the answer is a list of `Response`s in the same order."""

    requests: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait; the answer is the virtual time in Unix ms."""

    milliseconds: int


@dataclass(frozen=True, slots=True)
class Next:
    """Open the watch if it is not open, and wait for its next event: a `WatchEvent`, a `Response` when the stream has ended,
    or None after `timeout_ms`."""

    watch: Request
    timeout_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody comes to a port of the person's machine, with a browser."""

    port: int
    path: str


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait for whoever comes to one of these ports of the person's machine: a `Visit`; or for the watch, as `Next` does."""

    ports: tuple[int, ...]
    watch: Request


@dataclass(frozen=True, slots=True)
class Show:
    """What a visitor gets to see: an answer of HTTP. `code` 0: there is none, and `body` says why."""

    visit: Visit
    code: int
    body: str


@dataclass(frozen=True, slots=True)
class Call:
    """Any other message to a component: the answer is its `Reply`. `verb` and `subject` are for the trace."""

    target: str
    verb: str
    subject: str
    body: Any
    kind: str = "request"
    timeout_ms: int = CALL_TIMEOUT_MS


@dataclass(frozen=True, slots=True)
class Route:
    """Who takes what is sent to this address from outside the cluster; the answer is the component's name, "" if nobody does."""

    address: str


@dataclass(frozen=True, slots=True)
class Print:
    """Text for the screen. `error`: on standard error; `screen_only`: not where another program or a file reads it.

    The answer is the virtual time in Unix ms.
    """

    text: str
    error: bool = False
    screen_only: bool = False


@dataclass(frozen=True, slots=True)
class EtcdEndpoints:
    """Which members of etcd this person's machine is set up for; the answer is their names."""


@dataclass(frozen=True, slots=True)
class OnMachine:
    """Ask or do something on a machine on which one is logged in (`cluster/inside`); the answer is plain data, or `Unreachable`."""

    machine: str
    question: str
    words: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Why nobody can log in there, in ssh's words."""

    reason: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Open a text in the person's editor; the answer is what they `Saved`. `what`: its name, as `deployment.apps/web`."""

    text: str
    what: str
    suffix: str = ".yaml"


@dataclass(frozen=True, slots=True)
class Saved:
    """What came out of the editor, or the problem with the editor itself."""

    text: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class As:
    """A wish made in another's name: `impersonate` (`kubectl --as`) or whoever has the `token` (`kubectl --token`)."""

    wish: Ask | AskAll | Next | Listen
    impersonate: User | None = None
    token: str = ""


Wish = Ask | AskAll | Sleep | Next | Listen | Show | Call | Route | Print | Edit | As | EtcdEndpoints | OnMachine
Code = Generator[Wish, Any, int]


@dataclass
class Program:
    """One run of a program. `code(*arguments)` makes the generator; it returns the exit status."""

    code: Callable[..., Code]
    arguments: tuple[Any, ...]
    user: User = ADMIN
    output: list[tuple[bool, str]] = field(default_factory=list)  # (is error, text), in order
    exit_status: int | None = None
    waits_for_others: bool = False  # it waits for something that only time brings (a watch, a sleep)
    editing: Edit | None = None  # it waits for the person, who has this in their editor
    listening: tuple[int, ...] = ()  # ports of the person's machine
    page: Show | None = None  # what its last visitor got to see
    poke: int = 0  # the id of the poke that started it
    interrupted: bool = False
    printed: int = 0  # characters
    broke: str = ""  # the mistake in its code that ended it: ours, never the person's
    _answers: list[Any] = field(default_factory=list)
    _wish: Wish | None = None
    _generator: Code | None = None
    _streams: dict[str, Stream] = field(default_factory=dict)  # what is watched → its stream
    _events: dict[str, list[Any]] = field(default_factory=dict)
    _waiting_for: str | None = None
    _visits: list[Visit] = field(default_factory=list)
    _serial: int = 0
    _parts: list[Response | None] = field(default_factory=list)

    @property
    def finished(self) -> bool:
        """Whether it has an exit status."""
        return self.exit_status is not None

    @property
    def wakes_by_itself(self) -> bool:
        """Whether it waits for nothing but time: not for an event of a watch, for a visitor or for an answer."""
        wish = self._wish.wish if isinstance(self._wish, As) else self._wish
        return isinstance(wish, Sleep) or (isinstance(wish, Next) and wish.timeout_ms is not None)

    def text(self) -> str:
        """All it has printed, standard output and standard error in the order in which they came."""
        return "".join(text for _, text in self.output)

    def stdout(self) -> str:
        """What it has printed on standard output."""
        return "".join(text for error, text in self.output if not error)

    def advance(self, answer: Any) -> Wish | None:
        """Give the code its answer; returns its next wish, or None when it has ended.

        A mistake in the code ends the program, as the mistake of a program does: not what runs it.
        """
        try:
            if self._generator is None:
                self._generator = self.code(*self.arguments)
                self._wish = next(self._generator)
                for earlier in self._answers:
                    self._wish = self._generator.send(earlier)
                if not self._answers and answer is None:
                    return self._wish
            self._answers.append(answer)
            self._wish = self._generator.send(answer)
        except StopIteration as end:
            self._ended(int(end.value or 0))
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            self.broke = f"{type(error).__name__} at line {place.lineno} of {Path(place.filename).name}: {error}"[:400]
            self.output.append((True, BROKE.format(type(error).__name__)))
            self._ended(1)
        return self._wish

    def _ended(self, status: int) -> None:
        self.exit_status = status
        self._wish = None
        self._answers = []

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_generator": None}


class Terminal(Component):
    """`you`: the person outside the cluster, with the programs they run."""

    def __init__(self, ground: Ground, name: str = "you") -> None:
        super().__init__(ground, name, "")
        self.programs: list[Program] = []
        self.etcd_endpoints: tuple[str, ...] = ("etcd",)
        self.inside: Callable[..., Any] | None = None  # what one sees who has logged in to a machine
        self.routes: dict[str, str] = {}  # (start of an) address → who takes what is sent to it
        self.files: dict[str, str] = {}  # the person's working directory: it outlives what they run

    def boot(self) -> None:
        self.programs = []

    def run(self, program: Program) -> None:
        """Start a program. It is a poke already recorded, or part of one."""
        program.poke = self.trace.cause() or 0
        self.programs.append(program)
        self._go(program, None)

    def interrupt(self, program: Program) -> None:
        """Ctrl-C: the program ends with status 130."""
        if not program.finished:
            program.interrupted = True
            self._end(program, 130)

    def save(self, program: Program, text: str | None) -> None:
        """The person saves what they edit; None leaves it as it was."""
        if program.editing is not None and not program.finished:
            opened, program.editing = program.editing, None
            self._go(program, Saved(opened.text if text is None else text))

    def visit(self, program: Program, visit: Visit) -> None:
        """Somebody opens a port that a program listens at."""
        if visit.port in program.listening and not program.finished:
            program._visits.append(visit)
            if program._waiting_for is not None:
                program._waiting_for = None
                self._go(program, program._visits.pop(0))

    def _end(self, program: Program, status: int) -> None:
        program.exit_status = status
        program.listening = ()
        program.editing = None
        program.waits_for_others = False
        for stream in program._streams.values():
            stream.cancel()
        program._streams.clear()
        program._generator = None
        if program in self.programs:
            self.programs.remove(program)

    def _go(self, program: Program, answer: Any) -> None:
        """Let the code run until it wants something that takes time."""
        if program.finished:
            return
        program.waits_for_others = False
        program._serial += 1
        wish = program.advance(answer)
        while True:
            if isinstance(wish, Print):
                if not self._printed(program, wish):
                    return
                wish = program.advance(self.clock.epoch_ms + self.now_ms)
            elif isinstance(wish, Show):
                program.page = wish
                wish = program.advance(self.clock.epoch_ms + self.now_ms)
            elif (event := _came_already(program, wish)) is not None:
                wish = program.advance(event)
            else:
                break
        identity = None
        if isinstance(wish, As):
            identity, wish = wish, wish.wish
        match wish:
            case None:
                self._end(program, program.exit_status or 0)
            case Ask(request):
                self._send(_signed(request, program, identity), self._answered, program)
            case AskAll(requests):
                program._parts = [None] * len(requests)
                if not requests:
                    self._go(program, [])
                for place, request in enumerate(requests):
                    self._send(_signed(request, program, identity), self._part, program, place)
            case Sleep(milliseconds):
                program.waits_for_others = True
                self.after(milliseconds, self._slept, program)
            case Next(watch, timeout_ms):
                self._next(program, _signed(watch, program, identity), timeout_ms)
            case Listen(ports, watch):
                program.listening = ports
                self._next(program, _signed(watch, program, identity), None)
            case EtcdEndpoints():
                self._go(program, self.etcd_endpoints)
            case Edit():
                program.editing = wish
            case OnMachine(machine, question, words):
                self.after(LATENCY_MS, self._logged_in, program, machine, question, words)
            case Call(target, verb, subject, body, kind, timeout_ms):
                body = self._walking(body, subject)
                self.network.call(
                    self, target, verb, subject, body, self._replied, program, kind=kind, timeout_ms=timeout_ms
                )
            case Route(address):
                self._go(program, self._route(address))

    def _route(self, address: str) -> str:
        """Whole addresses, and ranges of the world: of Pods and Services nobody outside knows the way.

        A machine without power takes nothing.
        """
        behind = self.routes.get(address.rpartition(".")[0] + ".", "")
        target = self.routes.get(address) or ("" if "/" in behind else behind)
        taker = self.network.components.get(target)
        return "" if taker is not None and taker.node in self.network.powered_off else target

    def _logged_in(self, program: Program, machine: str, question: str, words: tuple[Any, ...]) -> None:
        """A machine without power has no route to it; what a cut link holds back times out."""
        known = f"kubelet/{machine}" in self.network.components
        if not known:
            self._go(program, Unreachable(f"Could not resolve hostname {machine}: Name or service not known"))
        elif machine in self.network.powered_off:
            self.after(
                NO_ROUTE_MS, self._go, program, Unreachable(f"connect to host {machine} port 22: No route to host")
            )
        elif not self.network.reachable(self.name, f"kubelet/{machine}"):
            refusal = Unreachable(f"connect to host {machine} port 22: Connection timed out")
            self.after(CONNECT_TIMEOUT_MS, self._go, program, refusal)
        else:
            assert self.inside is not None, "nobody has told where the machines are"
            self._go(program, self.inside(machine, question, *words))

    def _printed(self, program: Program, said: Print) -> bool:
        """Show what a program says. One that never stops talking is stopped."""
        room = MOST_PRINTED - program.printed
        program.printed += len(said.text)
        program.output.append((said.error, said.text[: max(room, 0)]))
        if program.printed <= MOST_PRINTED:
            return True
        program.output.append((True, TALKS_TOO_MUCH))
        self._end(program, 1)
        return False

    def _send(self, request: Request, then: Callable[..., None], *context: Any) -> None:
        verb = HTTP_METHODS[request.verb] if request.resource is not None else "GET"
        lasting = request.subresource == "exec"
        self.network.call(
            self, API_SERVER, verb, request.subject, request, then, *context, timeout_ms=TIMEOUT_MS, lasting=lasting
        )

    def _answered(self, reply: Reply, program: Program) -> None:
        self._go(program, reply.body if reply.failure is None else unreachable(reply.failure))

    def _part(self, reply: Reply, program: Program, place: int) -> None:
        program._parts[place] = reply.body if reply.failure is None else unreachable(reply.failure)
        if all(part is not None for part in program._parts):
            self._go(program, list(program._parts))

    def _walking(self, body: Any, subject: str) -> Any:
        """A connection from outside has its walk too."""
        if not isinstance(body, Knock) or body.payload is not None:
            return body
        return replace(body, walk=self.ground.walks.begin(self.now_ms, "you", subject).id)

    def _replied(self, reply: Reply, program: Program) -> None:
        wish = program._wish
        if isinstance(wish, Call) and isinstance(wish.body, Knock):
            self._walked(reply, wish.subject)
        self._go(program, reply)

    def _walked(self, reply: Reply, subject: str) -> None:
        end, code = (
            ("refused" if reply.failure == "reset" else "timed out", 0) if reply.failure else outcome_of(reply.body)
        )
        for walk in self.ground.walks.latest():
            if walk.client == "you" and walk.target == subject and not walk.end:
                self.ground.walks.finish(walk.id, self.now_ms, end, code)
                return

    def _slept(self, program: Program) -> None:
        self._go(program, self.clock.epoch_ms + self.now_ms)

    # -- watches ----------------------------------------------------------------------------------------------------

    def _next(self, program: Program, watch: Request, timeout_ms: int | None) -> None:
        number = _watch_number(watch)
        if number not in program._streams and number not in program._events:
            program._events[number] = []
            program._streams[number] = self.network.open(
                self, API_SERVER, "WATCH", watch.subject, watch, self._event, self._closed, program, number
            )
        program.waits_for_others = True
        program._waiting_for = number
        if timeout_ms is not None:
            self.after(timeout_ms, self._timed_out, program, program._serial)

    def _event(self, event: WatchEvent, program: Program, number: str) -> None:
        self._happened(program, number, event)

    def _closed(self, reply: Reply, program: Program, number: str) -> None:
        program._streams.pop(number, None)
        body = reply.body if isinstance(reply.body, Response) else unreachable(reply.failure or "reset")
        self._happened(program, number, body)

    def _happened(self, program: Program, number: str, event: Any) -> None:
        if program._waiting_for == number and program.waits_for_others:
            program._waiting_for = None
            self._go(program, event)
        else:
            program._events.setdefault(number, []).append(event)

    def _timed_out(self, program: Program, serial: int) -> None:
        if program._serial == serial and not program.finished:
            program._waiting_for = None
            self._go(program, None)


def _signed(request: Request, program: Program, identity: As | None) -> Request:
    """The request with who sends it: the program's user, or whoever it says that it is."""
    request.user = program.user
    if identity is not None:
        request.impersonate, request.token = identity.impersonate, identity.token
        request.user = ANONYMOUS if identity.token else program.user  # who shows a token shows no certificate
    return request


def _came_already(program: Program, wish: Wish | None) -> Any:
    """What a watch told while the program did something else; None if it must wait for more."""
    inner = wish.wish if isinstance(wish, As) else wish
    if not isinstance(inner, (Next, Listen)):
        return None
    if isinstance(inner, Listen) and program._visits:
        return program._visits.pop(0)
    events = program._events.get(_watch_number(inner.watch))
    return events.pop(0) if events else None


def _watch_number(watch: Request) -> str:
    """Two wishes for the same collection and selection are one stream; its first wish opens it."""
    return f"{watch.subject}?{sorted(watch.query.items())}"
