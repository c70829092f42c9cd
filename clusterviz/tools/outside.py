"""curl, nslookup and dig on the learner's own machine, outside the cluster: it knows the nodes' addresses, and the world's names."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any

from ..cluster.machinery import curl as curls
from ..cluster.machinery import dns, name_tools
from ..cluster.machinery.cri import Answer, CriError, Knock
from ..cluster.machinery.dns import is_address
from ..cluster.machinery.program import Call, Code, Print, Route, Sleep, Wish
from ..cluster.machinery.sockets import UNRESOLVED, Dial, refused, timed_out

NAME_SERVER = "172.18.0.1"
KINDS = ("A", "AAAA", "SRV", "CNAME", "PTR", "TXT")


def curl(words: list[str]) -> Code:
    """`words` is what stands after `curl`."""
    call = curls.read(tuple(words))
    status, problem = call.problem
    if status:
        yield Print(problem, error=True)
        return status
    since = yield Print("")
    found, ip = yield from _fetched(call.host, call.question(), call.timeout_ms)
    now = yield Print("")
    status, out, error = call.said(found, ip, now - since)
    before, behind = call.told(found, ip, now - since)
    if call.values.get("output") and not isinstance(found, CriError):
        out = call.written(found.code, ip, now - since)
    yield Print(before, error=True)
    if out:
        yield Print(out)
    if behind + error:
        yield Print(behind + error, error=True)
    return status


def _fetched(host: str, question: Knock, timeout_ms: int) -> Generator[Wish, Any, tuple[Answer | CriError, str]]:
    """What comes back, and from which address."""
    if host == "localhost" or host.startswith("127."):
        return refused(question), "127.0.0.1"
    ip = host
    if not is_address(host):
        answer = yield from asked(host, "A")
        addresses = [record.value for record in answer.records if record.type == "A"]
        if not addresses:
            return CriError(host, UNRESOLVED), ""
        ip = addresses[0]
    target = yield Route(ip)
    if not target:
        yield Sleep(timeout_ms)
        return timed_out(), ip
    sent = replace(question, ip=ip, source=NAME_SERVER)
    reply = yield Call(target, question.method, f"{ip}:{question.port}{question.path}", sent, "traffic", timeout_ms)
    if reply.failure == "reset":
        return refused(sent), ip
    if reply.failure == "refused":  # the machine's network is down: nobody says anything
        yield Sleep(timeout_ms)
    return (timed_out() if reply.failure else reply.body), ip


def curl_on(words: list[str], node: str) -> Code:
    """curl on a machine of the cluster, for who has logged in there: it asks as a process of that machine."""
    call = curls.read(tuple(words))
    status, problem = call.problem
    if status:
        yield Print(problem, error=True)
        return status
    since = yield Print("")
    target = f"{call.host}:{call.target.port}"
    dial = Dial(call.host, call.question())
    reply = yield Call(f"pod-network/{node}", "DIAL", target, dial, "traffic", call.timeout_ms)
    if reply.failure == "refused":  # the machine's network is down
        yield Sleep(call.timeout_ms)
    found = timed_out() if reply.failure else reply.body
    now = yield Print("")
    ip = call.host if is_address(call.host) else ""
    status, out, error = call.said(found, ip, now - since)
    before, behind = call.told(found, ip, now - since)
    if call.values.get("output") and not isinstance(found, CriError):
        out = call.written(found.code, "", now - since)
    yield Print(before, error=True)
    if out:
        yield Print(out)
    if behind + error:
        yield Print(behind + error, error=True)
    return status


def nslookup_on(words: list[str], node: str) -> Code:
    """nslookup on a machine: its own name server is that of the world."""
    return (yield from nslookup(words))


def dig_on(words: list[str], node: str) -> Code:
    """dig on a machine."""
    return (yield from dig(words))


def asked(name: str, kind: str) -> Generator[Wish, Any, dns.Answer]:
    """What the world's name servers say."""
    target = yield Route(NAME_SERVER)
    if not target:
        return dns.Answer(dns.NXDOMAIN)
    question = dns.Question(name.rstrip("."), kind)
    body = Knock(NAME_SERVER, 53, protocol="UDP", payload=question)
    reply = yield Call(target, kind, question.name, body, "dns", 5_000)
    return dns.Answer("TIMEOUT") if reply.failure else reply.body.payload


def nslookup(words: list[str]) -> Code:
    """`words` is what stands after `nslookup`."""
    names = [word for word in words if not word.startswith("-")]
    if not names:
        yield Print("Usage: nslookup [-type=QUERY_TYPE] HOST\n", error=True)
        return 1
    kind = next((word.partition("=")[2].upper() for word in words if word.startswith(("-type=", "-query="))), "")
    name = names[0]
    if not kind and is_address(name):
        kind, name = "PTR", name_tools.reverse_name(name)
    found = yield from asked(name, kind or "A")
    status, text = name_tools.nslookup(names[0], name, NAME_SERVER, found)
    yield Print(text)
    return status


def dig(words: list[str]) -> Code:
    """`words` is what stands after `dig`."""
    plain = [word for word in words if not word.startswith(("-", "+", "@"))]
    names = [word for word in plain if word.upper() not in KINDS]
    kinds = [word.upper() for word in plain if word.upper() in KINDS]
    if not names:
        yield Print("dig: say a name\n", error=True)
        return 1
    kind = kinds[0] if kinds else "A"
    since = yield Print("")
    found = yield from asked(names[0], kind)
    now = yield Print("")
    status, text = name_tools.dig(names[0].rstrip("."), NAME_SERVER, kind, "+short" in words, found, now - since)
    yield Print(text)
    return status
