"""What etcdctl can do here: read and write keys, and ask the members how they are."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Generator
from typing import Any

from ...cluster.machinery.field_managers import with_json
from ...cluster.machinery.network import Reply
from ...cluster.machinery.program import Call, Code, EtcdEndpoints, Print, Wish
from ...cluster.machinery.storage import (
    Compact,
    Delete,
    KeyValue,
    LeaseGrant,
    LeaseRevoke,
    MemberStatus,
    Put,
    Range,
    Result,
    Txn,
    prefix_end,
)
from .flags import Flags
from .table import box

USAGE = """NAME:
\tetcdctl - A simple command line client for etcd3.

USAGE:
\tetcdctl [flags]

COMMANDS:
\tcompaction\t\tCompacts the event history in etcd
\tdel\t\t\tRemoves the specified key or range of keys [key, range_end)
\tendpoint health\t\tChecks the healthiness of endpoints specified in `--endpoints` flag
\tendpoint status\t\tPrints out the status of endpoints specified in `--endpoints` flag
\tget\t\t\tGets the key or a range of keys
\tlease grant\t\tCreates leases
\tlease revoke\t\tRevokes leases
\tmember list\t\tLists all members in the cluster
\tput\t\t\tPuts the given key into the store
\tversion\t\t\tPrints the version of etcdctl
"""
CLIENT_PORT, PEER_PORT = 2379, 2380
QUOTA = "2.1 GB"
DEADLINE = "context deadline exceeded"
MEMBER_HEADS = ("ID", "STATUS", "NAME", "PEER ADDRS", "CLIENT ADDRS", "IS LEARNER")
HEALTH_HEADS = ("ENDPOINT", "HEALTH", "TOOK", "ERROR")
STATUS_HEADS = (
    "ENDPOINT",
    "ID",
    "VERSION",
    "STORAGE VERSION",
    "DB SIZE",
    "QUOTA",
    "IS LEADER",
    "IS LEARNER",
    "RAFT TERM",
    "RAFT INDEX",
    "RAFT APPLIED INDEX",
    "ERRORS",
)
CLUSTER_ID = int(hashlib.sha256(b"etcd-cluster").hexdigest()[:16], 16)

Asking = Generator[Wish, Any, Any]
Command = Callable[[list[str], Flags], Code]


def _get(arguments: list[str], flags: Flags) -> Code:
    if not arguments or len(arguments) > 2:
        yield Print("Error: get command needs one argument as key and an optional argument as range_end\n", error=True)
        return 1
    try:
        numbers = {name: int(flags.get(name, "0")) for name in ("rev", "limit")}
    except ValueError:
        yield Print(f'Error: invalid argument "{flags.get("rev", flags.get("limit"))}": invalid syntax\n', error=True)
        return 1
    key, end = _span(arguments, flags)
    serializable = flags.get("consistency") == "s"
    counting = "count-only" in flags
    request = Range(key, end, numbers["rev"], numbers["limit"], counting, serializable)
    result = yield from _first(flags, "RANGE", key, request)
    if isinstance(result, str):
        return (yield from _failed(result))
    if flags.get("write-out") == "json":
        yield Print(json.dumps(_as_json(result), separators=(",", ":")) + "\n")
        return 0
    if counting:
        yield Print(f"{result.count}\n")
        return 0
    for kv in result.kvs:
        if "print-value-only" not in flags:
            yield Print(f"{kv.key}\n")
        yield Print("\n" if "keys-only" in flags else f"{_text(kv.value)}\n")
    return 0


def _put(arguments: list[str], flags: Flags) -> Code:
    if len(arguments) != 2:
        yield Print("Error: put command needs 1 argument and input from stdin or 2 arguments\n", error=True)
        return 1
    if arguments[0].startswith("/registry/"):
        yield Print(
            "Error: this would write past the API server, which checks what is stored. Put other keys, "
            "or use kubectl for what lies under /registry/.\n",
            error=True,
        )
        return 1
    put = Put(arguments[0], arguments[1], int(flags.get("lease", "0"), 16))
    result = yield from _first(flags, "PUT", arguments[0], Txn((), (put,)))
    if isinstance(result, str):
        return (yield from _failed(result))
    yield Print("OK\n")
    return 0


def _del(arguments: list[str], flags: Flags) -> Code:
    if not arguments or len(arguments) > 2:
        yield Print("Error: del command needs one argument as key and an optional argument as range_end\n", error=True)
        return 1
    key, end = _span(arguments, flags)
    found = yield from _first(flags, "RANGE", key, Range(key, end))
    if isinstance(found, str):
        return (yield from _failed(found))
    if found.kvs:
        deletes = tuple(Delete(kv.key) for kv in found.kvs)
        result = yield from _first(flags, "DELETE", key, Txn((), deletes))
        if isinstance(result, str):
            return (yield from _failed(result))
    yield Print(f"{len(found.kvs)}\n")
    return 0


def _compact(arguments: list[str], flags: Flags) -> Code:
    if len(arguments) != 1 or not arguments[0].isdigit():
        yield Print("Error: compaction command needs 1 argument\n", error=True)
        return 1
    result = yield from _first(flags, "COMPACT", arguments[0], Compact(int(arguments[0])))
    if isinstance(result, str):
        return (yield from _failed(result))
    yield Print(f"compacted revision {arguments[0]}\n")
    return 0


def _lease_grant(arguments: list[str], flags: Flags) -> Code:
    if len(arguments) != 1 or not arguments[0].isdigit():
        yield Print("Error: lease grant command needs TTL argument\n", error=True)
        return 1
    result = yield from _first(flags, "LEASE GRANT", arguments[0], LeaseGrant(int(arguments[0])))
    if isinstance(result, str):
        return (yield from _failed(result))
    yield Print(f"lease {result.lease:016x} granted with TTL({arguments[0]}s)\n")
    return 0


def _lease_revoke(arguments: list[str], flags: Flags) -> Code:
    if len(arguments) != 1:
        yield Print("Error: lease revoke command needs 1 argument\n", error=True)
        return 1
    result = yield from _first(flags, "LEASE REVOKE", arguments[0], LeaseRevoke(int(arguments[0], 16)))
    if isinstance(result, str):
        return (yield from _failed(result))
    yield Print(f"lease {arguments[0]} revoked\n")
    return 0


def _member_list(arguments: list[str], flags: Flags) -> Code:
    names = yield EtcdEndpoints()
    result = yield from _first(flags, "STATUS", "", MemberStatus())
    if isinstance(result, str):
        return (yield from _failed(result))
    rows = [
        (_identity(name), "started", name, f"https://{name}:{PEER_PORT}", f"https://{name}:{CLIENT_PORT}", "false")
        for name in names
    ]
    if flags.get("write-out") == "table":
        yield Print(box(MEMBER_HEADS, rows))
    else:
        yield Print("".join(", ".join(row) + "\n" for row in rows))
    return 0


def _endpoint_status(arguments: list[str], flags: Flags) -> Code:
    rows = []
    failed = ""
    for name in (yield from _chosen(flags)):
        reply = yield from _ask(name, "STATUS", "", MemberStatus())
        if isinstance(reply, str):
            failed += f"Failed to get the status of endpoint {name}:{CLIENT_PORT} ({reply})\n"
            continue
        status = reply.detail
        rows.append(
            (
                f"{name}:{CLIENT_PORT}",
                _identity(name),
                "3.6.6",
                "3.6.0",
                _size(status["bytes"]),
                QUOTA,
                "true" if status["leader"] == name else "false",
                "false",
                str(status["term"]),
                str(status["index"]),
                str(status["applied"]),
                "" if status["leader"] else "etcdserver: no leader",
            )
        )
    if failed:
        yield Print(failed, error=True)
    if rows and flags.get("write-out") == "table":
        yield Print(box(STATUS_HEADS, rows))
    elif rows:
        yield Print("".join(", ".join(row) + "\n" for row in rows))
    return 1 if failed else 0


def _endpoint_health(arguments: list[str], flags: Flags) -> Code:
    """Healthy is who answers a read that the majority stands behind."""
    rows = []
    for name in (yield from _chosen(flags)):
        before = yield Print("")
        reply = yield from _ask(name, "RANGE", "health", Range("health"))
        after = yield Print("")
        error = reply if isinstance(reply, str) else ""
        rows.append((f"{name}:{CLIENT_PORT}", "false" if error else "true", f"{after - before}ms", error))
    sick = any(row[3] for row in rows)
    if flags.get("write-out") == "table":
        yield Print(box(HEALTH_HEADS, rows))
    else:
        for endpoint, healthy, took, error in rows:
            if healthy == "true":
                yield Print(f"{endpoint} is healthy: successfully committed proposal: took = {took}\n")
            else:
                yield Print(f"{endpoint} is unhealthy: failed to commit proposal: {error}\n", error=True)
    if sick:
        yield Print("Error: unhealthy cluster\n", error=True)
    return 1 if sick else 0


COMMANDS: dict[str, Command] = {
    "get": _get,
    "put": _put,
    "del": _del,
    "compaction": _compact,
    "lease grant": _lease_grant,
    "lease revoke": _lease_revoke,
    "member list": _member_list,
    "endpoint status": _endpoint_status,
    "endpoint health": _endpoint_health,
}


# -- asking -------------------------------------------------------------------------------------------------------------


def _chosen(flags: Flags) -> Generator[Wish, Any, list[str]]:
    """The members that are asked: those of `--endpoints`, else all."""
    known = yield EtcdEndpoints()
    if "endpoints" not in flags:
        return list(known)
    return [endpoint.split("//")[-1].partition(":")[0] for endpoint in flags["endpoints"].split(",")]


def _first(flags: Flags, verb: str, subject: str, body: Any) -> Asking:
    """The answer of the first member that takes the request; a sentence if none does."""
    error = DEADLINE
    for name in (yield from _chosen(flags)):
        result = yield from _ask(name, verb, subject, body)
        if not isinstance(result, str):
            return result
        error = result
        if "connection refused" not in error:
            break
    return error


def _ask(name: str, verb: str, subject: str, body: Any) -> Asking:
    if name not in (yield EtcdEndpoints()):
        return f"dial tcp: lookup {name}: no such host"
    reply: Reply = yield Call(name, verb, subject, body)
    if reply.failure == "refused":
        return f"dial tcp {name}:{CLIENT_PORT}: connect: connection refused"
    if reply.failure is not None:
        return DEADLINE
    result: Result = reply.body
    return result.error or result


def _failed(error: str) -> Code:
    yield Print(f"Error: {error}\n", error=True)
    return 1


# -- showing ------------------------------------------------------------------------------------------------------------


def _span(arguments: list[str], flags: Flags) -> tuple[str, str]:
    key = arguments[0]
    if "prefix" in flags and key:
        return key, prefix_end(key)
    if "prefix" in flags or "from-key" in flags:
        return key or "\0", "\U0010ffff"
    return key, arguments[1] if len(arguments) == 2 else ""


def _text(value: Any) -> str:
    """As the API server stores with --storage-media-type=application/json."""
    return value if isinstance(value, str) else json.dumps(with_json(value), separators=(",", ":"))


def _as_json(result: Result) -> dict[str, Any]:
    header = {"cluster_id": CLUSTER_ID, "revision": result.revision}
    shown: dict[str, Any] = {"header": header}
    if result.kvs:
        shown["kvs"] = [_kv(kv) for kv in result.kvs]
    if result.more:
        shown["more"] = True
    if result.count or result.kvs:
        shown["count"] = result.count
    return shown


def _kv(kv: KeyValue) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "key": _base64(kv.key),
        "create_revision": kv.create_revision,
        "mod_revision": kv.mod_revision,
        "version": kv.version,
        "value": _base64(_text(kv.value)),
    }
    if kv.lease:
        shown["lease"] = kv.lease
    return shown


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _identity(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(count // 1000, 20)} kB"
