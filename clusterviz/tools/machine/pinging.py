"""ping on a machine of the cluster, and from outside."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

from ...cluster.machinery import ping as pings
from ...cluster.machinery.cri import CriError
from ...cluster.machinery.dns import is_address
from ...cluster.machinery.ping import Ping
from ...cluster.machinery.program import Call, Code, Print, Route, Sleep, Wish
from ...cluster.machinery.sockets import Dial
from .. import outside
from .asking import ask


def _address(host: str) -> Generator[Wish, Any, str]:
    """The IPv4 address of a host; empty if there is no such name outside."""
    if is_address(host):
        return host
    answer = yield from outside.asked(host, "A")
    return next((record.value for record in answer.records if record.type == "A"), "")


def from_outside(words: list[str]) -> Code:
    """`words` is what stands after `ping`."""
    call = pings.read(words, pings.IPUTILS)
    if isinstance(call, str):
        yield Print(call, error=True)
        return 2
    ip = yield from _address(call.host)
    target = (yield Route(ip)) if ip else ""

    def echo() -> Generator[Wish, Any, bool]:
        if not target:
            yield Sleep(call.patience_ms)
            return False
        question = replace(call.question(ip), source=outside.NAME_SERVER)
        reply = yield Call(target, "PING", ip, question, "traffic", call.patience_ms)
        return reply.failure is None and not isinstance(reply.body, CriError)

    return (yield from _pinged(call, ip, pings.routers_between([outside.NAME_SERVER], ip), echo))


def ping(words: list[str], machine: str) -> Code:
    """`ping` on a machine of the cluster."""
    call = pings.read(words, pings.IPUTILS)
    if isinstance(call, str):
        yield Print(call, error=True)
        return 2
    ip = yield from _address(call.host)
    interfaces = yield from ask(machine, "addresses")
    own = [one.address.partition("/")[0] for one in interfaces if one.address]

    def echo() -> Generator[Wish, Any, bool]:
        dial = Dial(ip, call.question())
        reply = yield Call(f"pod-network/{machine}", "DIAL", ip, dial, "traffic", call.patience_ms)
        return reply.failure is None and not isinstance(reply.body, CriError)

    return (yield from _pinged(call, ip, pings.routers_between(own, ip), echo))


def _pinged(call: Ping, ip: str, hops: int, echo: Callable[[], Generator[Wish, Any, bool]]) -> Code:
    """One request after the other: from here, the next one waits until the one before is answered or given up."""
    if not ip:
        status, text = call.unknown()
        yield Print(text, error=True)
        return status
    begun = since = yield Print(call.head(ip))
    sent, times = 0, []
    while (not call.count or sent < call.count) and (not call.deadline_ms or since - begun < call.deadline_ms):
        heard = yield from echo()
        now = yield Print("")
        if heard:
            times.append(now - since)
            yield Print(call.answered(ip, sent, hops, now - since))
        sent += 1
        if sent != call.count:
            yield Sleep(max(call.interval_ms - (now - since), 1))
            since = yield Print("")
    now = yield Print("")
    status, text = call.end(sent, times, now - begun)
    yield Print(text)
    return status
