"""Whom etcdctl asks: the members that `--endpoints` names, else all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator
from typing import Any, NamedTuple

from ...cluster.machinery.network import Reply
from ...cluster.machinery.program import Call, EtcdEndpoints, Print, Sleep, Wish
from ...cluster.machinery.storage import MemberStatus, Result
from ...cluster.machinery.times import micro_timestamp
from .flags import Flags, duration_ms

CLIENT_PORT, PEER_PORT = 2379, 2380
COMMAND_TIMEOUT = "5s"
RETRY_MS = 1_000  # gRPC's first pause between two tries to connect
AGAIN_MS = 500  # between two reads while the members have no leader
LAST_LOOK_MS = 100
READS = ("RANGE", "MEMBER LIST")
DEADLINE = "context deadline exceeded"
CLIENT, HEALTH_CLIENT = "etcd-client", "client"  # who logs
METHODS = {
    "COMPACT": "KV/Compact",
    "DEFRAGMENT": "Maintenance/Defragment",
    "DELETE": "KV/DeleteRange",
    "ALARM": "Maintenance/Alarm",
    "LEASE GRANT": "Lease/LeaseGrant",
    "LEASE REVOKE": "Lease/LeaseRevoke",
    "MEMBER LIST": "Cluster/MemberList",
    "PUT": "KV/Put",
    "RANGE": "KV/Range",
    "STATUS": "Maintenance/Status",
}
CODES = (  # what an error says → its code in gRPC
    (DEADLINE, "DeadlineExceeded"),
    ("required revision", "OutOfRange"),
    ("lease not found", "NotFound"),
    ("etcdserver: ", "Unavailable"),
)
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
    """(member, Result) of the first member that takes the request; a sentence if none does within the command's time."""
    outcome = yield from _asked(flags, (yield from chosen(flags)), verb, subject, body)
    return outcome


def ask(flags: Flags, endpoint: str, name: str, verb: str, subject: str, body: Any) -> Asking:
    """The Result of this member, or a sentence."""
    answer = yield from _asked(flags, [(endpoint, name)], verb, subject, body)
    return answer if isinstance(answer, str) else answer[1]


def ask_each(flags: Flags, verb: str, subject: str, body: Any, logger: str) -> Asking:
    """All endpoints at once, each by a client of its own: [(endpoint, Result or a sentence, ms it took)], as they are done."""
    began = yield Print("")
    until = began + command_timeout_ms(flags)
    unheard, done = (yield from chosen(flags)), []
    while unheard:
        missed = []
        for endpoint, name in unheard:
            before = yield Print("")
            answer = yield from _once(endpoint, name, verb, subject, body, until)
            if isinstance(answer, NotConnected):
                missed.append((endpoint, name, answer.reason))
                continue
            now = yield Print("")
            if isinstance(answer, str):
                yield from _warn(logger, endpoint, verb, answer)
                if verb in READS and _grpc_code(answer) == "Unavailable" and now + RETRY_MS < until:
                    missed.append((endpoint, name, ""))
                    continue
            done.append((endpoint, answer, now - before))
        unheard = [(endpoint, name) for endpoint, name, _ in missed]
        if missed and not (yield from _paused(until, RETRY_MS)):
            for endpoint, _, reason in missed:
                yield from _warn(logger, endpoint, verb, DEADLINE, connection=reason)
                done.append((endpoint, DEADLINE, until - began))
            break
    return sorted(done, key=_time_taken)


def _time_taken(one: tuple[str, Any, int]) -> int:
    return one[2]


def _asked(flags: Flags, endpoints: list[tuple[str, str]], verb: str, subject: str, body: Any) -> Asking:
    """One client for these endpoints: it takes the first with which it is connected, and tries again until its time is over.

    A read is repeated when the members are between two leaders; a write never, for it may have been done.
    """
    began = yield Print("")
    until = began + command_timeout_ms(flags)
    attempt, target = 0, endpoints[0][0]
    while True:
        problem = ""
        for endpoint, name in endpoints:
            answer = yield from _once(endpoint, name, verb, subject, body, until)
            if isinstance(answer, NotConnected):
                problem = answer.reason
                continue
            if not isinstance(answer, str):
                return name, answer
            yield from _warn(CLIENT, target, verb, answer, attempt)
            if not (verb in READS and _grpc_code(answer) == "Unavailable" and (yield from _paused(until, AGAIN_MS))):
                return answer
            attempt += 1
            break
        else:
            if not (yield from _paused(until, RETRY_MS)):
                yield from _warn(CLIENT, target, verb, DEADLINE, attempt, problem)
                return DEADLINE


class NotConnected(NamedTuple):
    """Nobody took the connection, and why."""

    reason: str


def _once(endpoint: str, name: str, verb: str, subject: str, body: Any, until: int) -> Asking:
    """The Result of one try, a sentence, or that there is no connection."""
    address = endpoint.rpartition("//")[2]
    if name.startswith(":"):  # nobody listens there
        return NotConnected(f"dial tcp {address}: connect: connection refused")
    if name not in (yield EtcdEndpoints()):
        return NotConnected(f"dial tcp: lookup {name}: no such host")
    now = yield Print("")
    # Clients that ask at the same time ask one after the other here: who comes late still hears whether somebody answers.
    reply: Reply = yield Call(name, verb, subject, body, timeout_ms=max(until - now, LAST_LOOK_MS))
    if reply.failure in ("refused", "reset"):
        where = address if ":" in address else f"{name}:{CLIENT_PORT}"
        return NotConnected(f"dial tcp {where}: connect: connection refused")
    if reply.failure is not None:
        return DEADLINE
    result: Result = reply.body
    return result.error or result


def _paused(until: int, pause_ms: int) -> Generator[Wish, Any, bool]:
    """Wait before the next try; False when there is no time for one."""
    now: int = yield Print("")
    if now < until:
        yield Sleep(min(pause_ms, until - now))
    return now + pause_ms < until


def command_timeout_ms(flags: Flags) -> int:
    """What --command-timeout says."""
    return duration_ms(flags.get("command-timeout", COMMAND_TIMEOUT))


def _warn(
    logger: str, endpoint: str, verb: str, error: str, attempt: int = 0, connection: str = ""
) -> Generator[Wish, Any, None]:
    """What the client library logs of a request that failed, as JSON on standard error."""
    now = yield Print("")
    reason = error
    if connection:
        reason = f'latest balancer error: connection error: desc = "transport: Error while dialing: {connection}"'
    line = {
        "level": "warn",
        "ts": micro_timestamp(now),
        "logger": logger,
        "caller": "v3@v3.6.6/retry_interceptor.go:65",
        "msg": "retrying of unary invoker failed",
        "target": f"etcd-endpoints://0xc0002b0000/{endpoint.rpartition('//')[2]}",
        "method": f"/etcdserverpb.{METHODS[verb]}",
        "attempt": attempt,
        "error": f"rpc error: code = {_grpc_code(error)} desc = {reason}",
    }
    yield Print(json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n", error=True)


def _grpc_code(error: str) -> str:
    return next((code for words, code in CODES if words in error), "Unknown")


def header(name: str, revision: int) -> Asking:
    """What every answer begins with: cluster, member, revision, term."""
    status = yield from ask({}, name, name, "STATUS", "", MemberStatus())
    found = {"cluster_id": CLUSTER_ID, "member_id": number(name), "revision": revision}
    return found if isinstance(status, str) else found | {"raft_term": status.detail["term"]}
