"""Resolving: a process looks up a name, as its /etc/resolv.conf says. Fact sheet §8.12, §9.7.

The name server is asked like any other server: its address is a Service's, and the machine's rules lead to a Pod of CoreDNS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...machinery import dns
from ...machinery.chance import Chance
from ...machinery.cri import Answer, CriError, Knock
from ...machinery.sockets import DNS_TIMED_OUT, REFUSED, UNRESOLVED, Caller, Then
from ...machinery.walks import NO_SUCH_NAME, TIMED_OUT, Step

if TYPE_CHECKING:
    from .pod_network import PodNetwork

TIMEOUT_MS = 5_000  # a resolver waits so long for an answer
ATTEMPTS = 2  # and asks so often
SILENCE = "TIMEOUT"  # nobody has answered
UNHEARD = "REFUSED"  # nobody listens at the name server's address


@dataclass(slots=True)
class Lookup:
    """One name being looked up."""

    caller: Caller
    names: list[str]
    kind: str
    walk: int
    then: Then
    context: tuple[Any, ...]
    attempts: int = 0
    asked: int = 0


def begin(network: PodNetwork, caller: Caller, host: str, kind: str, walk: int, then: Then, *context: Any) -> None:
    """Look up a name: `then(dns.Answer, the name that was asked last, *context)`."""
    resolv = caller.resolv
    names = resolv.candidates(host)
    text = f"Names are asked of {resolv.nameserver or 'nobody'}: {', '.join(names)}."
    chain = f"/etc/resolv.conf: ndots:{resolv.ndots}" + (f", search {' '.join(resolv.search)}" if resolv.search else "")
    place = caller.pod or network.node
    network.tell(walk, host, [Step(network.now_ms, place, chain, host, names[0], f"{len(names)} to try", text)])
    _ask(network, Lookup(caller, names, kind, walk, then, context))


def _ask(network: PodNetwork, lookup: Lookup) -> None:
    if not lookup.caller.resolv.nameserver:
        network.after(1, lookup.then, dns.Answer(SILENCE), lookup.names[0], *lookup.context)
        return
    lookup.asked += 1
    lookup.attempts += 1
    question = Knock(
        lookup.caller.resolv.nameserver,
        dns.PORT,
        protocol="UDP",
        source=lookup.caller.ip,
        walk=lookup.walk if lookup.asked == 1 else 0,  # the way is the same for the further names
        payload=dns.Question(lookup.names[0], lookup.kind),
    )
    network.open(lookup.caller, question, TIMEOUT_MS, _answered, network, lookup)


def _answered(found: Answer | CriError, network: PodNetwork, lookup: Lookup) -> None:
    name = lookup.names[0]
    if isinstance(found, CriError):
        code = UNHEARD if found.code == REFUSED else SILENCE
        text = "nobody listens there" if code == UNHEARD else f"no answer within {TIMEOUT_MS // 1000} s"
        _tell(network, lookup, code, f"{name}: {text}.")
        if lookup.attempts < ATTEMPTS:
            _ask(network, lookup)
        else:
            lookup.then(dns.Answer(code), name, *lookup.context)
        return
    said: dns.Answer = found.payload
    what = ", ".join(record.value for record in said.records) or (
        "no such name" if said.code == dns.NXDOMAIN else said.code
    )
    _tell(network, lookup, said.code, f"{name}: {what}.")
    lookup.attempts = 0
    if said.code == dns.NXDOMAIN and len(lookup.names) > 1:
        lookup.names.pop(0)
        _ask(network, lookup)
    else:
        lookup.then(said, name, *lookup.context)


def _tell(network: PodNetwork, lookup: Lookup, verdict: str, sentence: str) -> None:
    resolv = lookup.caller.resolv
    step = Step(
        network.now_ms,
        lookup.caller.pod or network.node,
        "DNS answer",
        f"{lookup.caller.ip} → {resolv.nameserver}:53",
        lookup.names[0],
        verdict,
        sentence,
    )
    network.ground.walks.add(lookup.walk, step)


# -- what follows from an answer ------------------------------------------------------------------------------------------


def address_in(found: dns.Answer, chance: Chance) -> str:
    """One of the addresses in an answer, "" if there is none."""
    addresses = [record.value for record in found.records if record.type == "A"]
    return addresses[chance.below(len(addresses))] if addresses else ""


def failure_of(found: dns.Answer) -> str:
    """The code of the CriError for an answer without an address."""
    return DNS_TIMED_OUT if found.code == SILENCE else UNRESOLVED


def end_of(found: dns.Answer) -> str:
    """How a walk ends whose name has no address."""
    return TIMED_OUT if found.code == SILENCE else NO_SUCH_NAME
