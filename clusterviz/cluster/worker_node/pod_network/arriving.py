"""Arriving: a connection comes to a machine. Is it for one of its Pods, for the machine, or for a Service behind it?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...machinery import dns
from ...machinery.cri import Answer, CriError, Knock
from ...machinery.network import Call, Reply
from ...machinery.ping import ECHO
from ...machinery.sockets import UNREACHABLE, Listener, refused
from ...machinery.walks import Step
from . import host_ports
from .netfilter import DROP, PASS, REJECT, is_pod
from .policies import INGRESS

if TYPE_CHECKING:
    from .pod_network import PodNetwork

ARP_MS = 3_000  # a bridge asks three times who has an address, and says that it cannot be reached


@dataclass(frozen=True, slots=True)
class Delivery:
    """A connection on its way to a machine. `seen`: the source that policies see; `of_node`: a process of that machine sent it."""

    question: Knock
    seen: str
    of_node: bool = False


class Arriving:
    """The way into one machine."""

    def __init__(self, network: PodNetwork) -> None:
        self.network = network

    def take(self, call: Call, delivery: Delivery) -> None:
        """Deliver it, send it on, or refuse it."""
        network, question = self.network, delivery.question
        if network.machine.listeners is None or network.machine.listeners.pod_at(question.ip):
            self.deliver(call, delivery)
            return
        of_node = delivery.of_node and call.caller is network
        way = network.leaving.way(question, of_node, forwarded=True)
        if way.verdict == PASS and (way.question.ip, way.question.port) == (question.ip, question.port):
            self.deliver(call, delivery)  # no rule has changed it: it is for the machine itself
            return
        network.tell(question.walk, f"{question.ip}:{question.port}", way.steps)
        if way.verdict == REJECT:
            call.reply(refused(question))
        elif way.verdict == DROP:
            call.drop()
        else:
            network.leaving.forward(way, call.timeout_ms, self._passed, call, question)

    def _passed(self, reply: Reply, call: Call, question: Knock) -> None:
        if reply.failure is None:
            call.reply(reply.body)
        elif reply.failure == "timeout":
            call.drop(0)  # the time is over for both
        elif reply.failure == "refused":
            call.drop()  # the other machine's network is down: silence
        else:
            call.reply(refused(question))

    def deliver(self, call: Call, delivery: Delivery) -> None:
        """It is for an address of this machine."""
        network, question = self.network, delivery.question
        listeners = network.machine.listeners
        steps: list[Step] = []
        before = f"{question.source} → {question.ip}:{question.port}"
        pod = listeners.pod_at(question.ip) if listeners is not None else ""
        if not pod and question.ip not in network.leaving.addresses:
            text = f"Nobody on {network.node} has the address {question.ip} any more: no route to host."
            steps.append(Step(network.now_ms, network.node, "cni0", before, "", "unreachable", text))
            network.tell(question.walk, f"{question.ip}:{question.port}", steps)
            if is_pod(question.ip):
                network.after(ARP_MS, _unreachable, call)
            else:
                call.drop()
            return
        if pod and question.ip != network.address and network.agent is not None:
            own_node = delivery.of_node and call.caller is network
            if not own_node:
                verdict = network.agent.judge(INGRESS, question.ip, delivery.seen, question.port, question.protocol)
                if verdict.policies:
                    what = PASS if verdict.allowed else DROP
                    text = verdict.sentence
                    steps.append(
                        Step(network.now_ms, network.node, "NetworkPolicy (ingress)", before, before, what, text)
                    )
                if not verdict.allowed:
                    network.tell(question.walk, f"{question.ip}:{question.port}", steps)
                    call.drop()
                    return
        place = question.ip if pod else network.address  # whoever listens on the machine listens on the bridge too
        listener = listeners.at(place, question.port) if listeners is not None else None
        self._knock(call, question, pod, listener, steps, before)

    def _knock(
        self, call: Call, question: Knock, pod: str, listener: Listener | None, steps: list[Step], before: str
    ) -> None:
        network = self.network
        where = f"Pod {listener.pod_key}" if listener is not None else f"Pod {pod}" if pod else network.node
        answer = host_ports.answer(network, question) if not pod else None
        own = answer is not None
        if question.protocol == "UDP" and question.port != dns.PORT:
            listener = None  # the servers of the catalogue speak TCP; only names are asked for with UDP
        if question.protocol == ECHO:
            answer, verdict, text = (
                Answer(0),
                "echo reply",
                f"{where} answers the ping: its kernel does, no process is asked.",
            )
        elif listener is not None:
            answer = answer if own or listener.program else _signed(listener, question)
            verdict, text = "listens", f"{where} listens on port {question.port}, and takes the connection."
        else:
            if answer is None:
                answer = refused(question)
                verdict, text = "RST", f"Nobody listens on port {question.port} of {where}: the connection is refused."
            else:
                verdict, text = "listens", f"A process of {network.node} listens on port {question.port}."
        port = ECHO if question.protocol == ECHO else f"port {question.port}"
        steps.append(Step(network.now_ms, where.removeprefix("Pod "), port, before, before, verdict, text))
        network.tell(question.walk, f"{question.ip}:{question.port}", steps)
        if listener is not None and question.walk and question.payload is None:
            network.ground.walks.arrived(question.walk, listener.pod_key)
        if listener is not None and not own:
            delay_ms = listener.served(1, 0) if question.method else 0
            if delay_ms is None:
                call.drop()
                return
            if listener.program:
                self._ask_program(call, question, listener.program)
                return
            if delay_ms:
                network.after(delay_ms, _answer_now, listener, question, call)
                return
        call.reply(answer, note=where.removeprefix("Pod "))

    def _ask_program(self, call: Call, question: Knock, program: str) -> None:
        """The listener is a component of its own: CoreDNS, an ingress controller."""
        network = self.network
        verb, subject, kind = question.method or "CONNECT", f"{question.ip}:{question.port}{question.path}", "traffic"
        if question.payload is not None:
            verb, subject, kind = question.payload.type, question.payload.name, "dns"
        network.network.call(
            network, program, verb, subject, question, self._said, call, question, kind=kind, timeout_ms=call.timeout_ms
        )

    def _said(self, reply: Reply, call: Call, question: Knock) -> None:
        if reply.failure is None:
            call.reply(reply.body)
        elif reply.failure == "timeout":
            call.drop(0)
        else:
            call.reply(refused(question))


def _answer_now(listener: Listener, question: Knock, call: Call) -> None:
    call.reply(_signed(listener, question), note=listener.pod_key)


def _signed(listener: Listener, question: Knock) -> Answer:
    return replace(listener.answer(question), by=listener.pod_key)


def _unreachable(call: Call) -> None:
    question: Any = call.body.question if isinstance(call.body, Delivery) else call.body
    call.reply(CriError(f"dial tcp {question.ip}:{question.port}: connect: no route to host", UNREACHABLE))
