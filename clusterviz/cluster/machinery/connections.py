"""What two components have with each other: a call and its reply, or a stream. The network carries them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .component import Component

if TYPE_CHECKING:
    from .network import Network

FOREVER_MS = 1 << 60


class Reply:
    """What comes back from a call: a body, or a failure of the network (`refused`, `timeout`, `reset`)."""

    __slots__ = ("body", "failure")

    def __init__(self, body: Any = None, failure: str | None = None) -> None:
        self.body = body
        self.failure = failure


class Call:
    """A request in flight, as the server sees it."""

    __slots__ = (
        "answered",
        "arrived",
        "body",
        "caller",
        "context",
        "hop",
        "incarnation",
        "kind",
        "lasting",
        "network",
        "number",
        "sent_ms",
        "stream",
        "subject",
        "target",
        "then",
        "timeout_ms",
        "verb",
    )

    def __init__(
        self,
        network: Network,
        number: int,
        kind: str,
        caller: Component,
        target: str,
        verb: str,
        subject: str,
        body: Any,
        then: Callable[..., None] | None,
        context: tuple[Any, ...],
        timeout_ms: int,
    ) -> None:
        self.network = network
        self.number = number
        self.kind = kind
        self.caller = caller
        self.incarnation = caller.incarnation
        self.target = target
        self.verb = verb
        self.subject = subject
        self.body = body
        self.then = then
        self.context = context
        self.timeout_ms = timeout_ms
        self.sent_ms = 0
        self.lasting = False
        self.hop = 0
        self.answered = False
        self.arrived = False
        self.stream: Stream | None = None

    @property
    def abandoned(self) -> bool:
        """Whether the process that asked has ended since: its connection is closed, and nobody waits."""
        return not self.caller.running or self.caller.incarnation != self.incarnation

    def left_ms(self, now_ms: int) -> int:
        """How long the caller will still wait for an answer."""
        return FOREVER_MS if self.lasting else self.sent_ms + self.timeout_ms - now_ms

    def reply(self, body: Any, verb: str = "reply", note: str = "") -> None:
        """Answer the call. Only the first answer counts."""
        if not self.answered:
            self.network.answer(self, Reply(body), verb, note)

    def drop(self, after_ms: int | None = None) -> None:
        """Say nothing: who asked finds out by waiting (`after_ms`: so much longer; unless told, all of its time-out)."""
        if not self.answered:
            self.network.drop(self, self.timeout_ms if after_ms is None else after_ms)


class Stream:
    """A watch: the server pushes messages, in order, until one side ends it."""

    __slots__ = (
        "call",
        "context",
        "held",
        "incarnation",
        "last_arrival_ms",
        "network",
        "number",
        "on_close",
        "on_event",
        "open",
        "server",
        "tag",
    )

    def __init__(
        self,
        network: Network,
        number: int,
        call: Call,
        on_event: Callable[..., None],
        on_close: Callable[..., None],
        context: tuple[Any, ...],
    ) -> None:
        self.network = network
        self.number = number
        self.call = call
        self.on_event = on_event
        self.on_close = on_close
        self.context = context
        self.incarnation = call.caller.incarnation
        self.open = True
        self.server: Component | None = None
        self.tag: Any = None  # the server's own note about this stream
        self.held: list[tuple[Any, str, str, str, str]] = []  # sent while the link was cut: TCP sends it again later
        self.last_arrival_ms = 0

    def push(self, message: Any, verb: str, subject: str, note: str = "", kind: str = "") -> None:
        """The server sends one message. `kind` of the hop: the stream's own unless it says otherwise."""
        if self.open:
            self.network.push(self, message, verb, subject, note, kind or self.call.kind)

    def close(self, message: Any = None) -> None:
        """The server ends the stream; the client is told with `message`."""
        self.network.close(self, message)

    def cancel(self) -> None:
        """The client ends the stream; the server is told."""
        self.network.cancel(self)
