"""The network: every message between components takes virtual time, can be slow, lost or cut, and leaves a hop.

Two shapes of conversation, as in Kubernetes: a *call* has one answer; a *stream* (a watch) is opened by a call and then
carries messages from the server until one side ends it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .component import Component, Ground
from .connections import Call, Reply, Stream
from .links import LATENCY_MS, Links, pair_of

RETRANSMIT_MS = 200  # TCP notices a lost segment
CALL_TIMEOUT_MS = 10_000  # a caller gives up when nothing comes back
PING_TIMEOUT_MS = 45_000  # HTTP/2: a silent connection is pinged after 30 s and given up 15 s later

__all__ = ["CALL_TIMEOUT_MS", "LATENCY_MS", "PING_TIMEOUT_MS", "Call", "Network", "Reply", "Stream"]


class Network(Links):
    """Carries calls and streams between the components of one cluster, and knows which links are cut or slow."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground.seed)
        ground.network = self
        self.clock = ground.clock
        self.trace = ground.trace
        self.addresses: dict[str, str] = {}  # a Pod's address and port → the component that is the program behind it
        self._calls: dict[int, Call] = {}  # in flight, by number
        self._streams: dict[int, Stream] = {}
        self._number = 0
        self._cuts = 0

    def join(self, component: Component) -> None:
        """A component gets its address."""
        assert component.name not in self.components, f"two components are called {component.name}"
        self.components[component.name] = component

    def leave(self, name: str) -> None:
        """A component is gone for good."""
        self.components.pop(name, None)

    # -- calls ------------------------------------------------------------------------------------------------------

    def call(
        self,
        caller: Component,
        target: str,
        verb: str,
        subject: str,
        body: Any,
        then: Callable[..., None] | None = None,
        *context: Any,
        kind: str = "request",
        note: str = "",
        timeout_ms: int = CALL_TIMEOUT_MS,
        lasting: bool = False,
    ) -> Call:
        """Send a request. `then(reply, *context)` is called when the answer, or the failure, is known to the caller.

        `lasting`: an answer counts however late it comes; `timeout_ms` is then only for what the network has lost.
        """
        self._number += 1
        call = Call(self, self._number, kind, caller, target, verb, subject, body, then, context, timeout_ms)
        call.lasting = lasting
        self._calls[call.number] = call
        self._send(call, note)
        return call

    def _send(self, call: Call, note: str) -> None:
        now_ms = call.sent_ms = self.clock.now_ms
        delay_ms = self._delay_ms(call.caller.name, call.target)
        call.hop = self.trace.hop(
            call.kind, now_ms, now_ms + delay_ms, call.caller.name, call.target, call.verb, call.subject, note
        )
        self.clock.schedule(delay_ms, self._arrive, call)

    def _arrive(self, call: Call) -> None:
        if call.answered:
            return
        self.trace.reacting_to(call.hop)
        target = self.components.get(call.target)
        if target is None or not self._reachable(call.caller, target) or self._lost(call.caller, target):
            self.trace.outcome(call.hop, self.clock.now_ms, "lost")
            self._fail_later(call, "timeout", call.timeout_ms)
        elif not target.running:
            self.turn_away(call)
        else:
            call.arrived = True
            if call.stream is not None:
                call.stream.server = target
            target.handle(call)
            if not call.lasting and not call.answered and call.stream is None:
                self.clock.schedule(max(call.left_ms(self.clock.now_ms), 0), self._out_of_patience, call.number)

    def _out_of_patience(self, number: int) -> None:
        """The caller gives up. What the server is doing for it goes on, and its answer will find nobody."""
        call = self._calls.get(number)
        if call is not None:
            self.trace.reacting_to(call.hop)
            self._conclude(call, Reply(None, "timeout"))

    def answer(self, call: Call, reply: Reply, verb: str, note: str = "") -> None:
        """The server's answer travels back."""
        call.answered = True
        caller = call.caller
        now_ms = self.clock.now_ms
        delay_ms = self._delay_ms(call.target, caller.name)
        hop = self.trace.hop(call.kind, now_ms, now_ms + delay_ms, call.target, caller.name, verb, call.subject, note)
        self.clock.schedule(delay_ms, self._deliver, call, reply, hop)
        left_ms = call.left_ms(now_ms)
        if delay_ms > left_ms:
            self.clock.schedule(max(left_ms, 0), self._out_of_patience, call.number)

    def turn_away(self, call: Call) -> None:
        """Nobody listens there: the connection is refused."""
        self.trace.outcome(call.hop, self.clock.now_ms, "refused")
        self._fail_later(call, "refused", LATENCY_MS)

    def drop(self, call: Call, after_ms: int) -> None:
        """The server takes a request and never answers."""
        self.trace.outcome(call.hop, self.clock.now_ms, "lost")
        self._fail_later(call, "timeout", after_ms)

    def _deliver(self, call: Call, reply: Reply, hop: int) -> None:
        server = self.components.get(call.target)
        if server is not None and (not self._reachable(server, call.caller) or self._lost(server, call.caller)):
            self.trace.outcome(hop, self.clock.now_ms, "lost")
            self._fail_later(call, "timeout", call.timeout_ms)
            return
        self.trace.reacting_to(hop)
        self._conclude(call, reply)

    def _fail_later(self, call: Call, failure: str, delay_ms: int) -> None:
        call.answered = True
        self.clock.schedule(delay_ms, self._fail, call, failure, call.hop)

    def _fail(self, call: Call, failure: str, cause: int) -> None:
        self.trace.reacting_to(cause)
        self._conclude(call, Reply(None, failure))

    def _conclude(self, call: Call, reply: Reply) -> None:
        if self._calls.pop(call.number, None) is None:
            return  # the caller has given up
        if call.abandoned:
            return
        stream = call.stream
        if stream is not None:  # the server refused to open the stream
            if stream.open:
                stream.open = False
                self._streams.pop(stream.number, None)
                stream.on_close(reply, *stream.context)
        elif call.then is not None:
            call.then(reply, *call.context)

    # -- streams ----------------------------------------------------------------------------------------------------

    def open(
        self,
        caller: Component,
        target: str,
        verb: str,
        subject: str,
        body: Any,
        on_event: Callable[..., None],
        on_close: Callable[..., None],
        *context: Any,
        kind: str = "watch",
        note: str = "",
    ) -> Stream:
        """Open a stream. `on_event(message, *context)` for each message, `on_close(reply, *context)` at its end."""
        self._number += 1
        call = Call(self, self._number, kind, caller, target, verb, subject, body, None, (), CALL_TIMEOUT_MS)
        stream = call.stream = Stream(self, self._number, call, on_event, on_close, context)
        self._calls[call.number] = call
        self._streams[stream.number] = stream
        self._send(call, note)
        return stream

    def push(self, stream: Stream, message: Any, verb: str, subject: str, note: str, kind: str) -> None:
        """One message of a stream sets out; while the link is cut it is held."""
        call = stream.call
        server = stream.server
        assert server is not None, "a stream must be open before it carries anything"
        if stream.held or not self._reachable(server, call.caller):
            stream.held.append((message, verb, subject, note, kind))
            return
        now_ms = self.clock.now_ms
        delay_ms = self._delay_ms(call.target, call.caller.name)
        while self._lost(server, call.caller):
            delay_ms += RETRANSMIT_MS  # TCP sends it again
        arrives_ms = max(now_ms + delay_ms, stream.last_arrival_ms)  # a stream keeps its order
        stream.last_arrival_ms = arrives_ms
        hop = self.trace.hop(kind, now_ms, arrives_ms, call.target, call.caller.name, verb, subject, note)
        self.clock.schedule(arrives_ms - now_ms, self._message, stream, message, hop)

    def _message(self, stream: Stream, message: Any, hop: int) -> None:
        caller = stream.call.caller
        if not stream.open or not caller.running or caller.incarnation != stream.incarnation:
            return
        self.trace.reacting_to(hop)
        stream.on_event(message, *stream.context)

    def close(
        self, stream: Stream, message: Any = None, delay_ms: int | None = None, failure: str | None = None
    ) -> None:
        """The server's end of the stream is closed; the client learns of it."""
        if not stream.open or stream.call.answered:
            return
        stream.call.answered = True
        cause = self.trace.cause()
        if delay_ms is None:
            now_ms = self.clock.now_ms
            delay_ms = max(self._delay_ms(stream.call.target, stream.call.caller.name), stream.last_arrival_ms - now_ms)
        self.clock.schedule(delay_ms, self._closed, stream, Reply(message, failure), cause)

    def _closed(self, stream: Stream, reply: Reply, cause: int | None) -> None:
        if not stream.open:
            return
        stream.open = False
        self._streams.pop(stream.number, None)
        self._calls.pop(stream.call.number, None)
        caller = stream.call.caller
        if caller.running and caller.incarnation == stream.incarnation:
            self.trace.reacting_to(cause)
            stream.on_close(reply, *stream.context)

    def cancel(self, stream: Stream) -> None:
        """The client wants no more of this stream."""
        if not stream.open:
            return
        stream.open = False
        self._streams.pop(stream.number, None)
        self._calls.pop(stream.call.number, None)
        stream.call.answered = True
        if stream.server is not None and stream.server.running:
            stream.server.stream_closed(stream)

    # -- what can go wrong ------------------------------------------------------------------------------------------

    def lose_power(self, node: str) -> None:
        """A machine loses its power: every process on it ends, without a word to anybody."""
        self.powered_off[node] = True
        for component in [component for component in self.components.values() if component.node == node]:
            if component.running:
                component.stop()
            else:
                component.halted()  # what a stopped process had left running on its machine ends too

    def hang_up(self, component: Component) -> None:
        """A process has ended: its peers notice, at once if its machine still answers, else by their timeouts."""
        silent = self.powered_off.get(component.node, False)
        for call in list(self._calls.values()):
            if call.target == component.name and call.stream is None and not call.answered and call.arrived:
                self.trace.outcome(call.hop, self.clock.now_ms, "lost" if silent else "reset")
                self._fail_later(call, "timeout" if silent else "reset", call.timeout_ms if silent else LATENCY_MS)
        for stream in list(self._streams.values()):
            if stream.call.caller is component:
                stream.open = False
                self._streams.pop(stream.number, None)
                self._calls.pop(stream.call.number, None)
                stream.call.answered = True
                if stream.server is not None and stream.server.running:
                    stream.server.stream_closed(stream)
            elif stream.server is component:
                self.close(
                    stream,
                    delay_ms=PING_TIMEOUT_MS if silent else LATENCY_MS,
                    failure="timeout" if silent else "reset",
                )

    def cut(self, one: str, other: str) -> None:
        """Cut the link between two components, or between two machines. Streams over it die if it stays cut."""
        pair = pair_of(one, other)
        if pair in self.cut_links:
            return
        self._cuts += 1
        self.cut_links[pair] = self._cuts
        for stream in list(self._streams.values()):
            if stream.server is not None and not self._reachable(stream.server, stream.call.caller):
                self.clock.schedule(PING_TIMEOUT_MS, self._give_up, stream, self.trace.cause(), pair, self._cuts)

    def mend(self, one: str, other: str) -> None:
        """The link works again; what was held on its streams arrives."""
        self.cut_links.pop(pair_of(one, other), None)
        for stream in list(self._streams.values()):
            if stream.held and stream.server is not None and self._reachable(stream.server, stream.call.caller):
                held, stream.held = stream.held, []
                for message, verb, subject, note, kind in held:
                    self.push(stream, message, verb, subject, note, kind)

    def _give_up(self, stream: Stream, cause: int | None, pair: tuple[str, str], cut: int) -> None:
        """A stream has been silent since this cut, unless that was mended meanwhile: another one counts anew."""
        if not stream.open or stream.server is None or self.cut_links.get(pair) != cut:
            return
        self.trace.reacting_to(cause)
        server = stream.server
        self.close(stream, delay_ms=0, failure="timeout")
        if server.running:
            server.stream_closed(stream)

    def drop_streams(self, one: str, other: str) -> int:
        """Break the connections that carry streams between the two, as a proxy between them may; how many there were."""
        dropped = [
            stream
            for stream in self._streams.values()
            if stream.server is not None and {stream.server.name, stream.call.caller.name} == {one, other}
        ]
        for stream in dropped:
            server = stream.server
            self.close(stream, delay_ms=LATENCY_MS, failure="reset")
            if server is not None and server.running:
                server.stream_closed(stream)
        return len(dropped)

    def calls_in_flight(self) -> Iterable[Call]:
        """The calls that have no answer yet."""
        return self._calls.values()

    def streams(self) -> Iterable[Stream]:
        """The streams that are open or being opened."""
        return self._streams.values()
