"""Bursts: many equal connections at once. They take the same way as one: the rules deal them out to endpoints, policies judge
them, and each Pod hears how many are its own. Nothing is simulated a thousand times.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ...machinery.cri import Answer, CriError
from ...machinery.dns import CLUSTER_DNS, CLUSTER_DOMAIN, CLUSTER_NDOTS, ResolvConf
from ...machinery.network import Call, Reply
from ...machinery.sockets import Burst, Caller, Listener, Tally, Volley, outcome_of, to
from ...machinery.walks import REFUSED, TIMED_OUT
from .netfilter import PASS, REJECT
from .policies import INGRESS

if TYPE_CHECKING:
    from .leaving import Way
    from .pod_network import PodNetwork

FIRST_TIMEOUT_MS = 2_000
NO_CLIENT = "no client"  # the Pod that they come from is gone


@dataclass(slots=True)
class Dealt:
    """A burst that has been dealt out: how many parts have not come back, and what the others brought."""

    call: Call
    missing: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    pods: dict[str, int] = field(default_factory=dict)

    def add(self, counts: dict[str, int], more: dict[str, int]) -> None:
        """Add to `counts` what `more` says."""
        for name, count in more.items():
            counts[name] = counts.get(name, 0) + count


def begin(network: PodNetwork, call: Call, volley: Volley) -> None:
    """One of them sets out from here, with its name looked up; the others follow it."""
    listeners = network.machine.listeners
    if volley.pod and (listeners is None or listeners.pod_at(volley.address) != volley.pod):
        call.reply(Tally(((NO_CLIENT, volley.count),)))
        return
    search = (f"{volley.namespace}.svc.{CLUSTER_DOMAIN}", f"svc.{CLUSTER_DOMAIN}", CLUSTER_DOMAIN)
    caller = Caller(
        volley.address or network.address, volley.pod, resolv=ResolvConf(CLUSTER_DNS, search, CLUSTER_NDOTS)
    )
    network.connect(caller, volley.host, volley.question, FIRST_TIMEOUT_MS, _first, network, call, caller)


def _first(found: Answer | CriError, ip: str, network: PodNetwork, call: Call, caller: Caller) -> None:
    volley: Volley = call.body
    end, code = outcome_of(found)
    first = str(code) if code else end
    name = f"{volley.namespace}/{volley.host}"
    if ip:
        network.last_addresses[name] = ip
    elif end == TIMED_OUT:  # a name server that says nothing: the others have asked before, or ask another one
        ip = network.last_addresses.get(name, "")
    if not ip:  # no name, no connection
        call.reply(Tally(((first, volley.count),)))
        return
    by = "" if isinstance(found, CriError) else found.by
    dealt = Dealt(call, outcomes={first: 1}, pods={by: 1} if by else {})
    question = replace(to(volley.question, ip, source=caller.ip), walk=0)
    spread(network, dealt, Burst(question, volley.count - 1, volley.span_ms), bool(volley.pod))


def take(network: PodNetwork, call: Call, burst: Burst) -> None:
    """Connections that arrive here, or set out from here: deal them out, and answer with what became of all of them."""
    question = burst.question
    listeners = network.machine.listeners
    if not burst.endpoints and listeners is not None and listeners.pod_at(question.ip):
        _serve(network, call, burst)
        return
    if not burst.endpoints and network.leaving.is_own(question):
        _serve(network, call, burst)
        return
    pod_here = listeners is not None and bool(listeners.pod_at(question.source))
    spread(network, Dealt(call), burst, pod_here)


def spread(network: PodNetwork, dealt: Dealt, burst: Burst, of_pod: bool) -> None:
    """Walk the rules for each of them, and send those for the same endpoint together. `of_pod`: a Pod of this machine asks."""
    question = burst.question
    parts: dict[tuple[str, str, int], int] = {}
    ways: dict[tuple[str, str, int], Way] = {}
    of_node = question.source == network.address
    for number in range(burst.count):
        if burst.endpoints:
            ip, _, port = burst.endpoints[number % len(burst.endpoints)].rpartition(":")
            question = to(question, ip, int(port))
        way = network.leaving.way(question, of_node, forwarded=not of_pod)
        if way.verdict != PASS:
            dealt.add(dealt.outcomes, {REFUSED if way.verdict == REJECT else TIMED_OUT: 1})
            continue
        key = (way.target, way.question.ip, way.question.port)
        ways.setdefault(key, way)
        parts[key] = parts.get(key, 0) + 1
    for key, count in parts.items():
        way = ways[key]
        dealt.missing += 1
        question = way.question
        part = Burst(to(way.question, way.question.ip, source=way.delivery.seen), count, burst.span_ms)
        subject = f"{way.question.ip}:{way.question.port}"
        note = f"{count} request{'s' if count > 1 else ''}"
        network.network.call(
            network,
            way.target,
            "GET",
            subject,
            part,
            _back,
            network,
            dealt,
            count,
            kind="traffic",
            note=note,
            timeout_ms=FIRST_TIMEOUT_MS,
        )
    if not dealt.missing:
        _answer(dealt)


def _back(reply: Reply, network: PodNetwork, dealt: Dealt, count: int) -> None:
    if reply.failure is None and isinstance(reply.body, Tally):
        dealt.add(dealt.outcomes, dict(reply.body.outcomes))
        dealt.add(dealt.pods, dict(reply.body.pods))
    else:
        dealt.add(dealt.outcomes, {REFUSED if reply.failure == "reset" else TIMED_OUT: count})
    dealt.missing -= 1
    if not dealt.missing:
        _answer(dealt)


def _answer(dealt: Dealt) -> None:
    dealt.call.reply(Tally(tuple(dealt.outcomes.items()), tuple(dealt.pods.items())))


def _serve(network: PodNetwork, call: Call, burst: Burst) -> None:
    """They are for an address of this machine."""
    question = burst.question
    listeners = network.machine.listeners
    if network.agent is not None and question.ip != network.address and question.source != network.address:
        verdict = network.agent.judge(INGRESS, question.ip, question.source, question.port, question.protocol)
        if not verdict.allowed:
            call.reply(Tally(((TIMED_OUT, burst.count),)))
            return
    listener: Listener | None = listeners.at(question.ip, question.port) if listeners is not None else None
    if listener is None:
        call.reply(Tally(((REFUSED, burst.count),)))
        return
    delay_ms = listener.served(burst.count, burst.span_ms)
    if delay_ms is None or delay_ms > FIRST_TIMEOUT_MS:
        call.reply(Tally(((TIMED_OUT, burst.count),)))
        return
    if listener.program:
        network.network.call(network, listener.program, "GET", question.path, burst, _passed, call, kind="traffic")
        return
    code = listener.answer(question).code
    network.after(delay_ms, call.reply, Tally(((str(code), burst.count),), ((listener.pod_key, burst.count),)))


def _passed(reply: Reply, call: Call) -> None:
    if isinstance(reply.body, Tally):
        call.reply(reply.body)
    else:
        call.reply(Tally(((REFUSED, call.body.count),)))
