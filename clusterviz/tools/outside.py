"""curl, nslookup and dig on the learner's own machine, outside the cluster: it knows the nodes' addresses, and the world's names."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any

from ..cluster.machinery import curl as curls
from ..cluster.machinery import dig as digs
from ..cluster.machinery import dns, name_tools
from ..cluster.machinery.cri import Answer, CriError, Knock
from ..cluster.machinery.dns import is_address
from ..cluster.machinery.program import NO_ROUTE_MS, Call, Code, Print, Route, Sleep, Wish
from ..cluster.machinery.sockets import UNREACHABLE, UNRESOLVED, Dial, refused, timed_out

NAME_SERVER = "172.18.0.1"
NEIGHBOURS = "172.18."  # the network of the machines, and of the learner's own: who is not there answers no ARP
KINDS = name_tools.KINDS
TIMEOUT_MS, TRIES = 5_000, 3  # of a question to a name server


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
    if call.values.get("output") and not status and not isinstance(found, CriError):
        out = call.written(call.heard(found).code, ip, now - since)
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
    if not target and ip.startswith(NEIGHBOURS) and timeout_ms > NO_ROUTE_MS:
        yield Sleep(NO_ROUTE_MS)
        return CriError("no route to host", UNREACHABLE), ip
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
    if call.values.get("output") and not status and not isinstance(found, CriError):
        out = call.written(call.heard(found).code, "", now - since)
    yield Print(before, error=True)
    if out:
        yield Print(out)
    if behind + error:
        yield Print(behind + error, error=True)
    return status


def nslookup_on(words: list[str], node: str) -> Code:
    """nslookup on a machine: its own name server is that of the world; another one is asked over the machine's network."""
    return (yield from nslookup(words, node))


def dig_on(words: list[str], node: str) -> Code:
    """dig on a machine."""
    return (yield from dig(words, node))


def asked(name: str, kind: str, server: str = NAME_SERVER, node: str = "") -> Generator[Wish, Any, dns.Answer]:
    """What a name server says to who asks on this machine of the cluster, or outside of it."""
    for _ in range(TRIES if server != NAME_SERVER else 1):
        found = yield from _asked_once(name, kind, server, node)
        if found.code not in (name_tools.SILENT, name_tools.UNHEARD):
            break
    return found


def _asked_once(name: str, kind: str, server: str, node: str) -> Generator[Wish, Any, dns.Answer]:
    question = dns.Question(name.rstrip("."), kind)
    body = Knock(server, 53, protocol="UDP", payload=question)
    if node and server != NAME_SERVER:
        reply = yield Call(f"pod-network/{node}", "DIAL", f"{server}:53", Dial(server, body), "dns", TIMEOUT_MS)
    else:
        target = yield Route(server)
        if not target and server == NAME_SERVER:
            return dns.Answer(dns.NXDOMAIN)
        if not target:
            yield Sleep(TIMEOUT_MS)
            return dns.Answer(name_tools.SILENT)
        body = body if server == NAME_SERVER else replace(body, source=NAME_SERVER)
        reply = yield Call(target, kind, question.name, body, "dns", TIMEOUT_MS)
    if reply.failure == "reset" or (reply.failure is None and isinstance(reply.body, CriError)):
        return dns.Answer(name_tools.UNHEARD)
    if reply.failure is not None or reply.body.payload is None:
        return dns.Answer(name_tools.SILENT)
    said: dns.Answer = reply.body.payload
    return said


def nslookup(words: list[str], node: str = "") -> Code:
    """`words` is what stands after `nslookup`."""
    names = [word for word in words if not word.startswith("-")]
    if not names:
        yield Print("Usage: nslookup [-type=QUERY_TYPE] HOST [SERVER]\n", error=True)
        return 1
    kind, unknown = name_tools.kind_wanted(words)
    if unknown:
        yield Print(f"unknown query type: {unknown}\n")
    name, server = names[0], names[1] if len(names) > 1 else NAME_SERVER
    if not is_address(server):
        yield Print(f"nslookup: couldn't get address for '{server}': not found\n", error=True)
        return 1
    if not kind and is_address(name):
        kind, name = "PTR", name_tools.reverse_name(name)
    found = yield from asked(name, kind or "A", server, node)
    status, text = name_tools.nslookup(names[0], name, server, found)
    yield Print(text)
    return status


def dig(words: list[str], node: str = "") -> Code:
    """`words` is what stands after `dig`."""
    plain = [word for word in words if not word.startswith(("-", "+", "@"))]
    names = [word for word in plain if word.upper() not in KINDS]
    kinds = [word.upper() for word in plain if word.upper() in KINDS]
    server = next((word[1:] for word in words if word.startswith("@")), NAME_SERVER)
    if name_tools.unknown_plus(words):
        yield Print(f"Invalid option: {name_tools.unknown_plus(words)}\n{name_tools.DIG_USAGE}", error=True)
        return 1
    if not is_address(server):
        yield Print(f"dig: couldn't get address for '{server}': not found\n", error=True)
        return 10
    if not names:
        yield Print("dig: say a name\n", error=True)
        return 1
    name = names[0].rstrip(".")
    if "-x" in words and is_address(name):
        kinds, name = ["PTR"], name_tools.reverse_name(name)
    kind = kinds[0] if kinds else "A"
    since = yield Print("")
    found = yield from asked(name, kind, server, node)
    now = yield Print("")
    status, text = digs.dig(words, dns.Question(name, kind), server, found, now - since, now)
    yield Print(text)
    return status
