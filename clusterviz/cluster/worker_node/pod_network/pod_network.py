"""The Pod network of one machine: every connection of its Pods leaves, arrives and is judged here. Fact sheet §9.2, §9.6.

    process → name → rules → policy → bridge → route ──► machine of the Pod → bridge → policy → container's port

It is the kernel's work and the network plugin's. While it is stopped, nothing passes and no new sandbox gets a network.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...machinery.component import Alarm, Component, Ground
from ...machinery.cri import Answer, CriError, Knock
from ...machinery.dns import ResolvConf, is_address
from ...machinery.network import Call, Reply
from ...machinery.ping import ECHO
from ...machinery.sockets import (
    DNS_TIMED_OUT,
    TIMED_OUT,
    Burst,
    Caller,
    Dial,
    Then,
    Volley,
    outcome_of,
    refused,
    timed_out,
    to,
)
from ...machinery.walks import Step
from . import bursts, resolving
from .arriving import Arriving, Delivery
from .leaving import Leaving
from .netfilter import Recent
from .policy_agent import PolicyAgent

if TYPE_CHECKING:
    from ...machinery.machine import Machine

OUTSIDE = "172.18.0.1"  # the learner's own machine, as the nodes see it; it forwards to the world


@dataclass(slots=True)
class Opened:
    """A connection whose end is not known yet."""

    question: Knock
    then: Then
    context: tuple[Any, ...]
    alarm: Alarm


class PodNetwork(Component):
    """The network of one machine."""

    def __init__(self, ground: Ground, name: str, node: str, machine: Machine) -> None:
        super().__init__(ground, name, node)
        self.machine = machine
        self.address = machine.address
        machine.network = self
        self.leaving = Leaving(self)
        self.arriving = Arriving(self)

    def boot(self) -> None:
        """The kernel's tables are empty; the agent begins to watch."""
        self.recent = Recent()
        self.opened: dict[int, Opened] = {}
        self.serial = 0
        self.last_addresses: dict[str, str] = {}  # of names that traffic in bulk goes to
        self.agent: PolicyAgent | None = None
        if not self.machine.hollow:
            self.agent = PolicyAgent(self)
            self.agent.start()

    # -- from processes of this machine -------------------------------------------------------------------------------

    def connect(self, caller: Caller, host: str, question: Knock, timeout_ms: int, then: Then, *context: Any) -> None:
        """A process opens a connection: `then(Answer or CriError, address, *context)`."""
        target = f"{host}:{question.port}{question.path if question.method else ''}"
        target = host if question.protocol == ECHO else target
        walk = self.ground.walks.begin(self.now_ms, caller.pod or self.node, target)
        question = to(question, "", source=caller.ip)
        question = replace(question, walk=walk.id)
        known = host if is_address(host) else next((ip for name, ip in caller.hosts if name == host), "")
        if known:
            self.open(caller, to(question, known), timeout_ms, self._connected, known, walk.id, then, context)
        else:
            self.serial += 1
            alarm = self.after(timeout_ms, self.close, self.serial, CriError(host, DNS_TIMED_OUT))
            self.opened[self.serial] = Opened(question, self._connected, ("", walk.id, then, context), alarm)
            until_ms = self.now_ms + timeout_ms
            resolving.begin(
                self,
                caller,
                host,
                "A",
                walk.id,
                self._named,
                caller,
                host,
                question,
                until_ms,
                self.serial,
                then,
                context,
            )

    def _named(
        self,
        found: Any,
        name: str,
        caller: Caller,
        host: str,
        question: Knock,
        until_ms: int,
        number: int,
        then: Then,
        context: tuple[Any, ...],
    ) -> None:
        waiting = self.opened.pop(number, None)
        if waiting is None:
            return  # the time was over before there was an answer
        waiting.alarm.cancel()
        timeout_ms = max(until_ms - self.now_ms, 1)
        address = resolving.address_in(found, self.chance)
        if not address:
            self.ground.walks.finish(question.walk, self.now_ms, resolving.end_of(found))
            then(CriError(host, resolving.failure_of(found)), "", *context)
            return
        self.open(caller, to(question, address), timeout_ms, self._connected, address, question.walk, then, context)

    def _connected(self, found: Answer | CriError, ip: str, walk: int, then: Then, context: tuple[Any, ...]) -> None:
        end, code = outcome_of(found)
        self.ground.walks.finish(walk, self.now_ms, end, code)
        then(found, ip, *context)

    def resolve(self, caller: Caller, host: str, kind: str, then: Then, *context: Any) -> None:
        """A process looks up a name: `then(dns.Answer, name, *context)`."""
        walk = self.ground.walks.begin(self.now_ms, caller.pod or self.node, host)
        resolving.begin(self, caller, host, kind, walk.id, self._looked_up, walk.id, then, context)

    def _looked_up(self, found: Any, name: str, walk: int, then: Then, context: tuple[Any, ...]) -> None:
        self.ground.walks.finish(walk, self.now_ms, resolving.end_of(found) if not found.records else "connected")
        then(found, name, *context)

    def open(self, caller: Caller, question: Knock, timeout_ms: int, then: Then, *context: Any) -> None:
        """Send a first packet to an address; `then(Answer or CriError, *context)` when there is an answer, or time is up."""
        self.serial += 1
        alarm = self.after(timeout_ms, self.close, self.serial, timed_out())
        self.opened[self.serial] = Opened(question, then, context, alarm)
        self.leaving.send(question, caller.of_node, timeout_ms, self.serial)

    def close(self, number: int, found: Answer | CriError) -> None:
        """The connection has its answer. What comes after the time-out finds nobody."""
        opened = self.opened.pop(number, None)
        if opened is not None:
            opened.alarm.cancel()
            opened.then(found, *opened.context)

    def heard(self, reply: Reply, number: int) -> None:
        """An answer from another machine, or the silence of one that does not speak."""
        if reply.failure is None:
            self.close(number, reply.body)
        elif reply.failure == "reset":
            opened = self.opened.get(number)
            if opened is not None:
                self.close(number, refused(opened.question))

    # -- from other machines ------------------------------------------------------------------------------------------

    def handle(self, call: Call) -> None:
        """A connection arrives."""
        match call.body:
            case Delivery() as delivery:
                self.arriving.take(call, delivery)
            case Knock() as question:
                question = question if question.source else to(question, question.ip, source=OUTSIDE)
                self.arriving.take(call, Delivery(question, question.source))
            case Dial(host, question):
                caller = Caller(self.address, resolv=ResolvConf(OUTSIDE), hosts=(("localhost", "127.0.0.1"),))
                self.connect(caller, host, question, call.timeout_ms, _told, call)
            case Burst() as burst:
                bursts.take(self, call, burst)
            case Volley() as volley:
                bursts.begin(self, call, volley)
            case _:
                raise AssertionError(f"{self.name} does not know {call.body!r}")

    # -- records ------------------------------------------------------------------------------------------------------

    def tell(self, walk: int, subject: str, steps: list[Step]) -> None:
        """Write down what became of a connection on this machine."""
        if walk and steps:
            self.ground.walks.add(walk, *steps)
            sentence = f"On {self.node}: " + " ".join(step.sentence for step in steps)
            self.decide("Walks", subject, sentence, {"walk": walk, "chains": [step.chain for step in steps]})


def _told(found: Answer | CriError, ip: str, call: Call) -> None:
    if isinstance(found, CriError) and found.code == TIMED_OUT:
        call.drop(0)
    else:
        call.reply(found, note=ip)
