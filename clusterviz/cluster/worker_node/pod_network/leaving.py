"""Leaving: a connection goes out by this machine's rules, the Pod's egress policies, the bridge and a route."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...machinery.cri import Knock
from ...machinery.ping import ECHO
from ...machinery.sockets import refused, to
from ...machinery.walks import Step
from .arriving import Delivery
from .netfilter import DROP, PASS, REJECT, Translation, is_pod, match, translate
from .policies import EGRESS

if TYPE_CHECKING:
    from .pod_network import PodNetwork

REJECTED_MS = 1  # the kernel itself says no


class Way:
    """Where a connection goes on to: `question` with its new addresses, the component `target`, and what was decided."""

    __slots__ = ("delivery", "question", "steps", "target", "verdict")

    def __init__(self, question: Knock) -> None:
        self.question = question
        self.delivery = Delivery(question, question.source)
        self.target = ""
        self.verdict = PASS
        self.steps: list[Step] = []


class Leaving:
    """The way out of one machine."""

    def __init__(self, network: PodNetwork) -> None:
        self.network = network

    @property
    def addresses(self) -> tuple[str, ...]:
        """The machine's own: eth0's, loopback's, and the bridge's as soon as a Pod hangs on it."""
        listeners = self.network.machine.listeners
        bridge = listeners.bridge() if listeners is not None else ""
        return (self.network.address, "127.0.0.1", bridge) if bridge else (self.network.address, "127.0.0.1")

    def is_own(self, question: Knock) -> bool:
        """Whether a connection is for a process of this machine: no rule leads it on."""
        listeners, machine = self.network.machine.listeners, self.network.machine
        if question.ip not in self.addresses or match(machine.rules, question, self.addresses) is not None:
            return False
        return listeners is None or listeners.host_port(question.port, question.protocol) is None

    def send(self, question: Knock, of_node: bool, timeout_ms: int, number: int) -> None:
        """The connection `number` of a process of this machine sets out."""
        network = self.network
        way = self.way(question, of_node)
        network.tell(question.walk, f"{question.ip}:{question.port}", way.steps)
        if way.verdict == REJECT:
            network.after(REJECTED_MS, network.close, number, refused(question))
        elif way.verdict == PASS:
            self.forward(way, timeout_ms, network.heard, number)

    def forward(self, way: Way, timeout_ms: int, then: Any, *context: Any) -> None:
        """Hand it to whoever has the address."""
        question = way.question
        verb, subject, kind = question.method or "CONNECT", f"{question.ip}:{question.port}", "traffic"
        if question.protocol == ECHO:
            verb, subject = "PING", question.ip
        elif question.method:
            subject = f"http://{subject}{question.path}"
        if question.payload is not None:
            verb, subject, kind = question.payload.type, question.payload.name, "dns"
        body = way.delivery if way.target.startswith("pod-network/") else question
        self.network.network.call(
            self.network, way.target, verb, subject, body, then, *context, kind=kind, timeout_ms=timeout_ms
        )

    def way(self, question: Knock, of_node: bool, forwarded: bool = False) -> Way:
        """Rules, policy, route. `forwarded`: it came from another machine, and no Pod of this one sends it."""
        network = self.network
        way = Way(question)
        before = f"{question.source} → {question.ip}:{question.port}"
        made = translate(
            network.machine.rules, question, self.addresses, network.chance, network.recent, network.now_ms
        )
        if made is not None:
            self._translated(way, made, before)
            if way.verdict != PASS:
                return way
        else:
            self._mapped(way, before)
        out = way.question
        if not of_node and not forwarded and network.agent is not None:
            verdict = network.agent.judge(EGRESS, question.source, out.ip, out.port, out.protocol)
            if verdict.policies:
                self._note(way, "NetworkPolicy (egress)", before, PASS if verdict.allowed else DROP, verdict.sentence)
            if not verdict.allowed:
                way.verdict = DROP
                return way
        self._route(way, of_node, forwarded, made is not None and made.masquerade)
        return way

    def _translated(self, way: Way, made: Translation, before: str) -> None:
        question = way.question
        for note in made.notes:
            self._note(way, note.chain, before, note.verdict, note.sentence)
        way.verdict = made.verdict
        if made.verdict == PASS:
            ip, _, port = made.endpoint.rpartition(":")
            way.question = to(question, ip, int(port))
            step = way.steps[-1]
            way.steps[-1] = step._replace(after=f"{question.source} → {made.endpoint}")

    def _mapped(self, way: Way, before: str) -> None:
        """A port of the machine that a Pod's hostPort has taken."""
        question, listeners = way.question, self.network.machine.listeners
        if question.ip in self.addresses and listeners is not None:
            mapped = listeners.host_port(question.port, question.protocol)
            if mapped is not None:
                way.question = to(question, *mapped)
                target = f"{mapped[0]}:{mapped[1]}"
                text = f"Port {question.port} of this machine is the hostPort of the Pod at {target}."
                self._note(way, "CNI-HOSTPORT-DNAT", before, f"DNAT --to-destination {target}", text)

    def _route(self, way: Way, of_node: bool, forwarded: bool, masquerade: bool) -> None:
        network, question = self.network, way.question
        seen = question.source
        before = f"{seen} → {question.ip}:{question.port}"
        if question.ip == "127.0.0.1":  # the machine itself, or the Pod itself
            own = network.address if of_node else question.source
            way.question = question = to(question, own)
            way.target = network.name
        else:
            routes = network.machine.routes
            way.target = routes.get(question.ip) or routes.get(question.ip.rpartition(".")[0] + ".") or ""
        here = way.target == network.name
        outward = not is_pod(question.ip) and is_pod(seen) and not here
        if masquerade or outward:
            source = self.bridge() if here and is_pod(question.ip) else network.address
            way.question = question = to(question, question.ip, source=source)
            text = f"It leaves with this machine's address, {source}."
            chain = "KUBE-POSTROUTING" if masquerade else "CNI masquerade"
            self._note(way, chain, before, f"MASQUERADE {source}", text)
        way.delivery = Delivery(question, seen if here else question.source, of_node and not forwarded)
        if not way.target:
            way.verdict = DROP
            self._note(way, "route", before, DROP, f"No machine has the address {question.ip}: nobody answers.")
        elif here:
            if is_pod(question.ip):
                self._note(way, "cni0", before, PASS, f"{question.ip} is on this machine's bridge.")
        else:
            machine = way.target.rpartition("/")[2]
            text = f"{question.ip} is behind {machine}." if is_pod(question.ip) else f"{question.ip} is {machine}."
            self._note(way, "route", before, f"via {machine}", text)

    def bridge(self) -> str:
        """The address of this machine's bridge."""
        prefix = next(
            (at for at, who in self.network.machine.routes.items() if who == self.network.name and at[-1] == "."), ""
        )
        return f"{prefix}1" if prefix else self.network.address

    def _note(self, way: Way, chain: str, before: str, verdict: str, sentence: str) -> None:
        network = self.network
        question = way.question
        after = f"{question.source} → {question.ip}:{question.port}"
        way.steps.append(Step(network.now_ms, network.node, chain, before, after, verdict, sentence))
