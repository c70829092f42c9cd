"""Sockets: what a process asks of its machine's network, and what that asks of whoever listens on the machine.

They are calls into one kernel, not messages: the messages go from machine to machine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from . import walks
from .cri import Answer, CriError, Knock
from .dns import ResolvConf

UNRESOLVED = "Unresolved"
DNS_TIMED_OUT = "DnsTimedOut"
TIMED_OUT = "TimedOut"
REFUSED = "Refused"
UNREACHABLE = "HostUnreachable"
ENDS = {
    REFUSED: walks.REFUSED,
    TIMED_OUT: walks.TIMED_OUT,
    UNREACHABLE: walks.UNREACHABLE,
    UNRESOLVED: walks.NO_SUCH_NAME,
    DNS_TIMED_OUT: walks.TIMED_OUT,
}
SYN_TIMEOUT_MS = 127_000  # Linux sends a SYN seven times: 1 + 2 + 4 + … + 64 s

HTTP, HTTPS, DNS = 80, 443, 53

Then = Callable[..., None]  # (Answer or CriError, address, *context)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who opens a connection: a process in a Pod (`pod` is namespace/name), or one of the machine itself (`pod` empty)."""

    ip: str
    pod: str = ""
    host_network: bool = False  # it has the machine's address
    resolv: ResolvConf = field(default_factory=ResolvConf)
    hosts: tuple[tuple[str, str], ...] = ()  # of /etc/hosts: (name, address)

    @property
    def of_node(self) -> bool:
        """Whether it speaks from the machine's own address."""
        return not self.pod or self.host_network


@dataclass(frozen=True, slots=True)
class Dial:
    """A process of the machine itself connects to `host`, a name or an address. Answer: Answer or CriError."""

    host: str
    question: Knock


@dataclass(frozen=True, slots=True)
class Burst:
    """So many equal connections at once, in `span_ms`: traffic driven in bulk. Answer: Tally."""

    question: Knock
    count: int
    span_ms: int
    endpoints: tuple[str, ...] = ()  # `ip:port`: among these, each in its turn, instead of where the question goes


@dataclass(frozen=True, slots=True)
class Volley:
    """A burst that begins with a name: one of its connections is walked in full, and shows the others the address.

    `pod` and `address`: the Pod that it comes from; without them it comes from the machine itself. Answer: Tally.
    """

    host: str
    question: Knock
    count: int
    span_ms: int
    namespace: str  # whose short names are meant
    pod: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of them: outcome (`200`, `refused`, `timed out`, …) → how many; and who answered how many."""

    outcomes: tuple[tuple[str, int], ...]
    pods: tuple[tuple[str, int], ...] = ()


class NetworkStack(Protocol):
    """The network of one machine."""

    running: bool

    def connect(self, caller: Caller, host: str, question: Knock, timeout_ms: int, then: Then, *context: Any) -> None:
        """Open a connection; `then(Answer or CriError, address, *context)`."""

    def open(self, caller: Caller, question: Knock, timeout_ms: int, then: Then, *context: Any) -> None:
        """Connect to an address, in the name of a connection that has its walk already: `then(Answer or CriError, *context)`."""

    def resolve(self, caller: Caller, host: str, kind: str, then: Then, *context: Any) -> None:
        """Look up a name; `then(dns.Answer, name, *context)`."""


class Listener(Protocol):
    """A process that listens, and the Pod that it is in."""

    program: str  # the component that answers for it; "": it answers by itself

    @property
    def pod_key(self) -> str:
        """namespace/name."""

    def answer(self, question: Knock) -> Answer:
        """What it says."""

    def served(self, count: int, span_ms: int) -> int | None:
        """So many requests come, in so much time: in how many ms they are answered. None: it has too much to do."""


class Listeners(Protocol):
    """All who listen on one machine."""

    def at(self, ip: str, port: int) -> Listener | None:
        """Who listens on this port of this address."""

    def pod_at(self, ip: str) -> str:
        """The Pod that has this address (namespace/name), "" if none has."""

    def bridge(self) -> str:
        """The address of the machine's bridge, "" while no Pod hangs on it."""

    def host_port(self, port: int, protocol: str) -> tuple[str, int] | None:
        """The Pod's address and port that a port of the machine is mapped to."""


def to(question: Knock, ip: str, port: int | None = None, source: str | None = None) -> Knock:
    """The same question to another address."""
    return replace(
        question,
        ip=ip,
        port=question.port if port is None else port,
        source=question.source if source is None else source,
    )


def outcome_of(found: Answer | CriError) -> tuple[str, int]:
    """(how the connection ended, in the words of walks; the answer's HTTP code)."""
    if isinstance(found, CriError):
        return ENDS.get(found.code, walks.REFUSED), 0
    return walks.CONNECTED, found.code


def refused(question: Knock) -> CriError:
    """Nobody listens there, or somebody says so."""
    return CriError(f"dial tcp {question.ip}:{question.port}: connect: connection refused", REFUSED)


def timed_out() -> CriError:
    """Nobody has answered in time."""
    return CriError("connection timed out", TIMED_OUT)
