"""Whom etcdctl asks: the members that `--endpoints` names, else all."""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from typing import Any

from ...cluster.machinery.network import Reply
from ...cluster.machinery.program import Call, EtcdEndpoints, Wish
from ...cluster.machinery.storage import MemberStatus, Result
from .flags import Flags

CLIENT_PORT, PEER_PORT = 2379, 2380
DEADLINE = "context deadline exceeded"
# All members run on the machine on which etcdctl is at home: of these addresses the first member is the answer.
AT_HOME = ("127.0.0.1", "localhost", "control-plane", "172.18.0.2")
CLUSTER_ID = int(hashlib.sha256(b"etcd-cluster").hexdigest()[:16], 16)

Asking = Generator[Wish, Any, Any]


def identity(name: str) -> str:
    """A member's ID, in hexadecimal."""
    return f"{number(name):x}"


def number(name: str) -> int:
    """A member's ID."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:16], 16)


def chosen(flags: Flags) -> Generator[Wish, Any, list[tuple[str, str]]]:
    """(endpoint as it was given, the member's name) of those that are asked; "" if the name is nobody's."""
    known = list((yield EtcdEndpoints()))
    if "cluster" in flags or "endpoints" not in flags:
        scheme = "https://" if "cluster" in flags else ""
        return [(f"{scheme}{name}:{CLIENT_PORT}", name) for name in known]
    return [(endpoint, _member(endpoint, known)) for endpoint in flags["endpoints"].split(",")]


def _member(endpoint: str, known: list[str]) -> str:
    host, _, port = endpoint.rpartition("//")[2].partition(":")
    if port not in ("", str(CLIENT_PORT)):
        return f":{port}"
    return known[0] if host in AT_HOME else host


def first(flags: Flags, verb: str, subject: str, body: Any) -> Asking:
    """The Result of the first member that takes the request; a sentence if none does."""
    answer = yield from answered(flags, verb, subject, body)
    return answer if isinstance(answer, str) else answer[1]


def answered(flags: Flags, verb: str, subject: str, body: Any) -> Asking:
    """(member, Result) of the first member that takes the request; a sentence if none does."""
    error = DEADLINE
    for endpoint, name in (yield from chosen(flags)):
        result = yield from ask(endpoint, name, verb, subject, body)
        if not isinstance(result, str):
            return name, result
        error = result
        if "connection refused" not in error:
            break
    return error


def ask(endpoint: str, name: str, verb: str, subject: str, body: Any) -> Asking:
    """The Result of this member, or a sentence."""
    address = endpoint.rpartition("//")[2]
    if name.startswith(":"):  # nobody listens there
        return f"dial tcp {address}: connect: connection refused"
    if name not in (yield EtcdEndpoints()):
        return f"dial tcp: lookup {name}: no such host"
    reply: Reply = yield Call(name, verb, subject, body)
    if reply.failure == "refused":
        return f"dial tcp {address if ':' in address else f'{name}:{CLIENT_PORT}'}: connect: connection refused"
    if reply.failure is not None:
        return DEADLINE
    result: Result = reply.body
    return result.error or result


def header(name: str, revision: int) -> Asking:
    """What every answer begins with: cluster, member, revision, term."""
    status = yield from ask(name, name, "STATUS", "", MemberStatus())
    found = {"cluster_id": CLUSTER_ID, "member_id": number(name), "revision": revision}
    return found if isinstance(status, str) else found | {"raft_term": status.detail["term"]}
