"""What lives on a machine whether or not the runtime runs: sandboxes, containers, and the processes in them."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from ...machinery.cri import (
    CREATED,
    EXITED,
    NOTREADY,
    READY,
    RUNNING,
    Answer,
    ContainerStatus,
    CreateContainer,
    Knock,
    LogLine,
    RunPodSandbox,
    SandboxStatus,
)
from ...machinery.ip_tools import Interface, Socket
from . import connecting, interfaces, knocking
from .cgroups import Account
from .commands.flow import SIGNALS
from .commands.texts import PIDS_APART
from .files import Files
from .images import Image
from .load import Load
from .process import Process
from .reservations import sandbox_name

if TYPE_CHECKING:
    from .runtime import ContainerRuntime

LOG_LINES_KEPT = 2000
LOG_CHARACTERS_KEPT = 1024 * 1024
LINE_CHARACTERS = 16 * 1024  # a line that does not end is stored in pieces of so many


class Sandbox:
    """A Pod's sandbox: the pause container that holds its namespaces."""

    __slots__ = (
        "attempt",
        "created_ms",
        "host_network",
        "host_ports",
        "hostname",
        "id",
        "ip",
        "keeper_pid",
        "name",
        "pid",
        "state",
    )

    def __init__(self, identity: str, config: RunPodSandbox, ip: str, created_ms: int, pids: tuple[int, int]) -> None:
        """`pids`: of whoever keeps it (a shim, a conmon) and of its pause process."""
        self.keeper_pid, self.pid = pids
        self.id = identity
        self.name = sandbox_name(config)
        self.attempt = config.attempt
        self.hostname = config.hostname
        self.host_network = config.host_network
        self.host_ports = config.host_ports
        self.ip = ip
        self.created_ms = created_ms
        self.state = READY

    def status(self) -> SandboxStatus:
        """What CRI tells of it."""
        return SandboxStatus(self.id, self.attempt, self.state, self.created_ms, self.ip, self.host_network)


class PodRecord:
    """All that this machine holds of one Pod."""

    __slots__ = ("containers", "name", "namespace", "sandboxes", "uid", "version", "volumes")

    def __init__(self, uid: str, namespace: str, name: str) -> None:
        self.uid = uid
        self.namespace = namespace
        self.name = name
        self.version = 0
        self.sandboxes: list[Sandbox] = []  # newest first
        self.containers: list[Container] = []  # newest first
        self.volumes: dict[str, dict[str, str]] = {}  # emptyDir → its files


class Container:
    """One container, and the world that its processes find around them."""

    def __init__(
        self,
        runtime: ContainerRuntime,
        identity: str,
        pod: PodRecord,
        sandbox: Sandbox,
        config: CreateContainer,
        image: Image,
    ) -> None:
        self.runtime = runtime
        self.id = identity
        self.pod = pod
        self.sandbox = sandbox
        self.config = config
        self.image = image
        self.state = CREATED
        self.created_ms = runtime.now_ms
        self.keeper_pid = runtime.machine.new_pid()  # of its own shim or conmon, where it has one
        self.pid = runtime.machine.new_pid()
        self.started_ms: int | None = None
        self.finished_ms: int | None = None
        self.exit_code = 0
        self.reason = ""
        self.message = ""
        self.log: list[LogLine] = []
        self.log_characters = 0  # in all these lines
        self.partial = ""  # a line without its end yet
        self.ports: dict[int, int] = {}  # port → virtual ms since when it listens
        self.process: Process | None = None
        self.execs: list[Process] = []
        self.env = {**image.env, **config.env}
        volumes = {path: pod.volumes.setdefault(name, {}) for path, name in config.volumes.items()}
        on_disk = runtime.machine.kernel.published.setdefault(pod.uid, {})
        volumes.update({path: on_disk.setdefault(name, {}) for path, name in config.published.items()})
        self.account = Account(self)
        self.files: MutableMapping[str, str] = Files(dict(config.files), volumes, self.account)
        self.hostname = sandbox.hostname
        self.talkative = not runtime.registry.serves_all
        self.stop_deadline_ms: int | None = None
        self.sizes: dict[str, int] = {}  # of files in volumes that are too large to be kept as text
        self.program = image.program  # the component that answers for it, "" if it does so itself
        self.load = Load()

    @property
    def name(self) -> str:
        """The container's name in its Pod."""
        return self.config.name

    def status(self) -> ContainerStatus:
        """What CRI tells of it."""
        registry = self.runtime.registry
        return ContainerStatus(
            self.id,
            self.sandbox.id,
            self.config.name,
            self.config.attempt,
            self.state,
            registry.name(self.config.image),
            registry.id(self.config.image),
            self.config.spec_hash,
            self.created_ms,
            self.started_ms,
            self.finished_ms,
            self.exit_code,
            self.reason,
            self.message,
            self.runtime.kind,
        )

    # -- the world of its processes -----------------------------------------------------------------------------------

    def now_ms(self) -> int:
        """Virtual time."""
        return self.runtime.clock.now_ms

    def unix_ms(self) -> int:
        """The time that `date` shows."""
        return self.runtime.clock.epoch_ms + self.runtime.clock.now_ms

    def running(self) -> list[str]:
        """The commands of the processes in it, the first one first."""
        first = [self.process] if self.process is not None else []
        return [" ".join(one.argv) for one in (*first, *self.execs)]

    def signal(self, pid: int, name: str) -> bool:
        """Somebody inside sends a signal. Not even SIGKILL ends the first process against its will. False: no such process."""
        for place, one in enumerate([self.process, *self.execs]):
            if one is None or pid != 1 + PIDS_APART * place:
                continue
            if place == 0 or name in one.traps:
                if name != "KILL":
                    one.signal(name)
            elif name != "WINCH":
                one.exit(128 + SIGNALS[name])
            return True
        return False

    def write(self, text: str) -> None:
        """Append to the log, line by line."""
        *lines, self.partial = (self.partial + text).split("\n")
        if len(self.partial) > LINE_CHARACTERS:
            lines, self.partial = [*lines, self.partial], ""
        for line in lines:
            self.log.append(LogLine(self.now_ms(), line))
            self.log_characters += len(line)
        gone = max(0, len(self.log) - LOG_LINES_KEPT)
        self.log_characters -= sum(len(line.text) for line in self.log[:gone])
        while self.log_characters > LOG_CHARACTERS_KEPT and gone < len(self.log) - 1:
            self.log_characters -= len(self.log[gone].text)
            gone += 1
        del self.log[:gone]

    def later(self, delay_ms: int, method: Callable[..., None], *args: Any) -> None:
        """A process waits: the kernel wakes it, whether or not the runtime runs."""
        self.runtime.clock.schedule(delay_ms, self._wake, method, args, self.runtime.trace.cause())

    def _wake(self, method: Callable[..., None], args: tuple[Any, ...], cause: int | None) -> None:
        if self.state != EXITED:
            self.runtime.trace.timer_fired(cause, self.now_ms(), self.runtime.name, method.__name__)
            method(*args)

    def use_memory(self, size: int, per_s: int = 0, most: int = 0) -> None:
        """A process takes so many bytes, and so many more each second until it has the most."""
        if self.state == RUNNING:
            self.account.hold(size, per_s, most)

    def use_cpu(self, process: Process, millis: int) -> None:
        """A process computes without an end from now on, with so many millicores; 0: no longer."""
        if self.state == RUNNING:
            self.account.burn(process, millis)

    def use_disk(self, path: str, size: int) -> None:
        """A process has written a file that is too large to be kept as text; 0: it is gone."""
        if size:
            self.files[path] = ""
        self.account.write(path, size)

    def fork(self, count: int) -> bool:
        """A process starts so many others. False if there is no number left for them."""
        return self.account.fork(count)

    def fork_for_ever(self) -> None:
        """A process starts others, and each of them does the same."""
        self.account.fork_for_ever()

    def connect(self, host: str, question: Knock, timeout_ms: int, then: Callable[..., None]) -> None:
        """A process opens a connection; `then(Answer or CriError, address)`."""
        connecting.open_connection(self, host, question, timeout_ms, self._connected, then)

    def resolve(self, host: str, then: Callable[..., None], kind: str = "A", server: str = "") -> None:
        """A process looks up a name, at a server of its own choice or the usual one; `then(dns.Answer, name)`."""
        connecting.resolve(self, host, kind, server, self._connected, then)

    def interfaces(self) -> tuple[list[Interface], str]:
        """What its processes see of the network: (interfaces, gateway)."""
        return interfaces.of_container(self)

    def routers(self, ip: str) -> list[str]:
        """Who passes on what it sends to this address, one after the other."""
        return interfaces.routers(self, ip)

    def sockets(self) -> list[Socket]:
        """Who listens in its Pod."""
        return interfaces.sockets(self)

    def _connected(self, found: Any, address: str, then: Callable[..., None]) -> None:
        if self.state != EXITED:
            then(found, address)

    @property
    def pod_key(self) -> str:
        """The Pod's namespace/name."""
        return f"{self.pod.namespace}/{self.pod.name}"

    def answer(self, question: Knock) -> Answer:
        """What its server says."""
        return knocking.answer(self, question)

    def served(self, count: int, span_ms: int) -> int | None:
        """So many requests come, in bulk if `span_ms` is not 0: in how many ms they are answered. None: it has too much to do."""
        delay_ms = self.account.serve(count)
        if delay_ms is not None:
            self.load.add(self.now_ms(), count, span_ms)
        return delay_ms

    def listening(self, ports: tuple[int, ...], since_ms: int) -> None:
        """A server in it listens on these ports from then on."""
        if not self.runtime.registry.serves_all:
            ports = tuple(dict.fromkeys((*ports, *self.config.ports)))
        for port in ports:
            self.ports[port] = since_ms

    def listens(self, port: int) -> bool:
        """Whether somebody answers at this port."""
        return self.state == RUNNING and self.ports.get(port, self.now_ms() + 1) <= self.now_ms()

    def ready_sandbox(self) -> bool:
        """Whether its sandbox still stands."""
        return self.sandbox.state != NOTREADY
