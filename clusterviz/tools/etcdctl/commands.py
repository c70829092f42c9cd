"""What etcdctl can do here: read and write keys, and ask the members how they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ...cluster.machinery.program import Code, EtcdEndpoints, Print
from ...cluster.machinery.storage import (
    Compact,
    Delete,
    LeaseGrant,
    LeaseRevoke,
    MemberStatus,
    Put,
    Range,
    Result,
    Txn,
    prefix_end,
)
from .asking import (
    CLIENT_PORT,
    CLUSTER_ID,
    HEALTH_CLIENT,
    PEER_PORT,
    answered,
    ask,
    ask_each,
    chosen,
    first,
    header,
    identity,
    number,
)
from .flags import Flags
from .showing import as_text, compact, header_fields, pairs_fields, pairs_json, pairs_simple, size
from .table import box

QUOTA_BYTES = 2 * 1024**3
VERSION, STORAGE_VERSION = "3.6.6", "3.6.0"
BAD_ARGUMENTS, BAD_FEATURE = 128, 4  # exit statuses
MEMBER_HEADS = ("ID", "STATUS", "NAME", "PEER ADDRS", "CLIENT ADDRS", "IS LEARNER")
HEALTH_HEADS = ("ENDPOINT", "HEALTH", "TOOK", "ERROR")
STATUS_HEADS = (
    "ENDPOINT",
    "ID",
    "VERSION",
    "STORAGE VERSION",
    "DB SIZE",
    "IN USE",
    "PERCENTAGE NOT IN USE",
    "QUOTA",
    "IS LEADER",
    "IS LEARNER",
    "RAFT TERM",
    "RAFT INDEX",
    "RAFT APPLIED INDEX",
    "ERRORS",
    "DOWNGRADE TARGET VERSION",
    "DOWNGRADE ENABLED",
)
SORTS: dict[str, Callable[[Any], Any]] = {
    "CREATE": lambda kv: kv.create_revision,
    "KEY": lambda kv: kv.key,
    "MODIFY": lambda kv: kv.mod_revision,
    "VALUE": lambda kv: as_text(kv.value),
    "VERSION": lambda kv: kv.version,
}

Command = Callable[[list[str], Flags], Code]


def _get(arguments: list[str], flags: Flags) -> Code:
    wrong = _wrong_get(arguments, flags)
    if wrong is not None:
        return (yield from _failed(*wrong))
    key, end = _span(arguments, flags)
    limit, counting = int(flags.get("limit", "0")), "count-only" in flags
    sort, order = flags.get("sort-by", "KEY").upper(), flags.get("order", "").upper()
    sorting = sort != "KEY" or order == "DESCEND"
    serializable = flags.get("consistency") == "s"
    request = Range(key, end, max(0, int(flags.get("rev", "0"))), 0 if sorting else limit, counting, serializable)
    answer = yield from answered(flags, "RANGE", key, request)
    if isinstance(answer, str):
        return (yield from _failed(answer))
    member, result = answer
    if sorting:
        result = _sorted(result, sort, order == "DESCEND", limit)
    form, keys_only = flags.get("write-out", "simple"), "keys-only" in flags
    if form == "simple":
        yield Print(pairs_simple(result, keys_only, "print-value-only" in flags, "hex" in flags))
        return 0
    head = yield from header(member, result.revision)
    yield Print((pairs_json if form == "json" else pairs_fields)(result, head, keys_only))
    return 0


def _wrong_get(arguments: list[str], flags: Flags) -> tuple[str, int] | None:
    """What does not go together, in etcdctl's words, with the exit status."""
    either = "cannot be set at the same time, choose one"
    form = flags.get("write-out", "simple")
    bad = [
        (not arguments, "get command needs one argument as key and an optional argument as range_end"),
        ("prefix" in flags and "from-key" in flags, f"`--prefix` and `--from-key` {either}"),
        ("keys-only" in flags and "count-only" in flags, f"`--keys-only` and `--count-only` {either}"),
        (
            len(arguments) > 1 and ("prefix" in flags or "from-key" in flags),
            "too many arguments, only accept one argument when `--prefix` or `--from-key` is set",
        ),
        ("count-only" in flags and form != "fields", "--count-only is only for `--write-out=fields`"),
        (
            "print-value-only" in flags and form != "simple",
            "print-value-only is only for `--write-out=simple`",
        ),
    ]
    for wrong, words in bad:
        if wrong:
            return words, BAD_ARGUMENTS
    consistency, sort, order = flags.get("consistency", "l"), flags.get("sort-by", ""), flags.get("order", "")
    unknown = [
        (consistency not in ("l", "s"), f'unknown consistency flag "{consistency}"'),
        (order.upper() not in ("", "ASCEND", "DESCEND"), f"bad sort order {order}"),
        (sort.upper() not in ("", *SORTS), f"bad sort target {sort}"),
        (form not in ("simple", "json", "fields"), f"{form} is not supported as output format"),
    ]
    return next(((words, BAD_FEATURE) for wrong, words in unknown if wrong), None)


def _sorted(result: Result, sort: str, falling: bool, limit: int) -> Result:
    kvs = sorted(result.kvs, key=SORTS[sort], reverse=falling)
    more = bool(limit) and len(kvs) > limit
    return Result(result.revision, kvs=tuple(kvs[:limit] if limit else kvs), count=result.count, more=more)


def _put(arguments: list[str], flags: Flags) -> Code:
    if len(arguments) != 2:
        return (yield from _failed("put command needs 1 argument and input from stdin or 2 arguments", BAD_ARGUMENTS))
    if arguments[0].startswith("/registry/"):
        return (
            yield from _failed(
                "this would write past the API server, which checks what is stored. Put other keys, "
                "or use kubectl for what lies under /registry/."
            )
        )
    lease = flags.get("lease", "0")
    if not re.fullmatch(r"[0-9a-fA-F]{1,16}", lease):
        return (yield from _failed(f"bad lease ID arg ({_hex_error(lease)}), expecting ID in Hex", BAD_ARGUMENTS))
    before = yield from first(flags, "RANGE", arguments[0], Range(arguments[0])) if "prev-kv" in flags else _nothing()
    put = Put(arguments[0], arguments[1], int(lease, 16))
    result = yield from first(flags, "PUT", arguments[0], Txn((), (put,)))
    if isinstance(result, str):
        return (yield from _failed(result))
    yield Print("OK\n" + (pairs_simple(before, False, False, False) if isinstance(before, Result) else ""))
    return 0


def _nothing() -> Code:
    yield from ()
    return 0


def _del(arguments: list[str], flags: Flags) -> Code:
    if not arguments:
        words = "del command needs one argument as key and an optional argument as range_end"
        return (yield from _failed(words, BAD_ARGUMENTS))
    if "prefix" in flags and "from-key" in flags:
        words = "`--prefix` and `--from-key` cannot be set at the same time, choose one"
        return (yield from _failed(words, BAD_ARGUMENTS))
    key, end = _span(arguments, flags)
    found = yield from first(flags, "RANGE", key, Range(key, end))
    if isinstance(found, str):
        return (yield from _failed(found))
    if found.kvs:
        deletes = tuple(Delete(kv.key) for kv in found.kvs)
        result = yield from first(flags, "DELETE", key, Txn((), deletes))
        if isinstance(result, str):
            return (yield from _failed(result))
    yield Print(f"{len(found.kvs)}\n")
    if "prev-kv" in flags:
        yield Print(pairs_simple(found, False, False, False))
    return 0


def _compact(arguments: list[str], flags: Flags) -> Code:
    if len(arguments) != 1:
        return (yield from _failed("compaction command needs 1 argument", BAD_ARGUMENTS))
    if not re.fullmatch(r"[0-9]{1,18}", arguments[0]):
        why = f'strconv.ParseInt: parsing "{arguments[0]}": invalid syntax'
        return (yield from _failed(why))
    result = yield from first(flags, "COMPACT", arguments[0], Compact(int(arguments[0])))
    if isinstance(result, str):
        return (yield from _failed(result))
    yield Print(f"compacted revision {int(arguments[0])}\n")
    return 0


def _lease_grant(arguments: list[str], flags: Flags) -> Code:
    if len(arguments) != 1:
        return (yield from _failed("lease grant command needs TTL argument", BAD_ARGUMENTS))
    if not re.fullmatch(r"[0-9]{1,9}", arguments[0]):
        why = f'bad TTL (strconv.ParseInt: parsing "{arguments[0]}": invalid syntax)'
        return (yield from _failed(why, BAD_ARGUMENTS))
    result = yield from first(flags, "LEASE GRANT", arguments[0], LeaseGrant(int(arguments[0])))
    if isinstance(result, str):
        return (yield from _failed(result))
    yield Print(f"lease {result.lease:016x} granted with TTL({result.detail}s)\n")
    return 0


def _lease_revoke(arguments: list[str], flags: Flags) -> Code:
    if len(arguments) != 1:
        return (yield from _failed("lease revoke command needs 1 argument", BAD_ARGUMENTS))
    if not re.fullmatch(r"[0-9a-fA-F]{1,16}", arguments[0]):
        words = f"bad lease ID arg ({_hex_error(arguments[0])}), expecting ID in Hex"
        return (yield from _failed(words, BAD_ARGUMENTS))
    lease = int(arguments[0], 16)
    result = yield from first(flags, "LEASE REVOKE", arguments[0], LeaseRevoke(lease))
    if isinstance(result, str):
        return (yield from _failed(f"failed to revoke lease ({result})"))
    yield Print(f"lease {lease:016x} revoked\n")
    return 0


def _member_list(arguments: list[str], flags: Flags) -> Code:
    names = yield EtcdEndpoints()
    # Who tells the members makes sure first that the majority agrees.
    answer = yield from answered(flags, "MEMBER LIST", "", Range("members"))
    if isinstance(answer, str):
        return (yield from _failed(answer))
    form = flags.get("write-out", "simple")
    urls = {name: (f"https://{name}:{PEER_PORT}", f"https://{name}:{CLIENT_PORT}") for name in names}
    rows = [(identity(name), "started", name, *urls[name], "false") for name in names]
    if form == "table":
        yield Print(box(MEMBER_HEADS, rows))
    elif form == "simple":
        yield Print("".join(", ".join(row) + "\n" for row in rows))
    else:
        head = yield from header(answer[0], 0)
        if form == "json":
            members = [
                {"ID": number(name), "name": name, "peerURLs": [urls[name][0]], "clientURLs": [urls[name][1]]}
                for name in names
            ]
            yield Print(
                compact({"header": {key: one for key, one in head.items() if key != "revision"}, "members": members})
            )
        else:
            text = header_fields(head)
            for name in names:
                text += f'"ID" : {number(name)}\n"Name" : "{name}"\n"PeerURL" : "{urls[name][0]}"\n'
                text += f'"ClientURL" : "{urls[name][1]}"\n"IsLearner" : false\n\n'
            yield Print(text)
    return 0


def _endpoint_status(arguments: list[str], flags: Flags) -> Code:
    found: list[tuple[str, str, dict[str, Any]]] = []
    failed = False
    for endpoint, name in (yield from chosen(flags)):
        reply = yield from ask(flags, endpoint, name, "STATUS", "", MemberStatus())
        if isinstance(reply, str):
            yield Print(f"Failed to get the status of endpoint {endpoint} ({reply})\n", error=True)
            failed = True
        else:
            found.append((endpoint, name, reply.detail))
    form = flags.get("write-out", "simple")
    if form == "json":
        yield Print(compact([{"Endpoint": endpoint, "Status": _status(name, one)} for endpoint, name, one in found]))
    elif form == "fields":
        yield Print("".join(_status_fields(endpoint, _status(name, one)) for endpoint, name, one in found))
    else:
        rows = [_status_row(endpoint, name, one) for endpoint, name, one in found]
        if rows and form == "table":
            yield Print(box(STATUS_HEADS, rows))
        elif rows:
            yield Print("".join(", ".join(row) + "\n" for row in rows))
    return 1 if failed else 0


def _status(name: str, one: dict[str, Any]) -> dict[str, Any]:
    head = header_of(name, one)
    shown = {"header": head, "version": VERSION, "dbSize": one["bytes"]}
    if one["leader"]:
        shown["leader"] = number(one["leader"])
    shown |= {"raftIndex": one["index"], "raftTerm": one["term"], "raftAppliedIndex": one["applied"]}
    if not one["leader"]:
        shown["errors"] = ["etcdserver: no leader"]
    shown |= {"dbSizeInUse": one["bytes"], "storageVersion": STORAGE_VERSION, "dbSizeQuota": QUOTA_BYTES}
    return shown | {"downgradeInfo": {}}


def header_of(name: str, one: dict[str, Any]) -> dict[str, int]:
    """The header of an answer that tells its member's status."""
    return {"cluster_id": CLUSTER_ID, "member_id": number(name), "revision": one["revision"], "raft_term": one["term"]}


def _status_fields(endpoint: str, shown: dict[str, Any]) -> str:
    errors = " ".join(shown.get("errors", ()))
    text = header_fields(shown["header"])
    text += f'"Version" : "{VERSION}"\n"StorageVersion" : "{STORAGE_VERSION}"\n"DBSize" : {shown["dbSize"]}\n'
    text += (
        f'"DBSizeInUse" : {shown["dbSizeInUse"]}\n"DBSizeQuota" : {QUOTA_BYTES}\n"Leader" : {shown.get("leader", 0)}\n'
    )
    text += f'"IsLearner" : false\n"RaftIndex" : {shown["raftIndex"]}\n"RaftTerm" : {shown["raftTerm"]}\n'
    text += f'"RaftAppliedIndex" : {shown["raftAppliedIndex"]}\n"Errors" : [{errors}]\n"Endpoint" : "{endpoint}"\n'
    return text + '"DowngradeTargetVersion" : ""\n"DowngradeEnabled" : false\n\n'


def _status_row(endpoint: str, name: str, one: dict[str, Any]) -> tuple[str, ...]:
    return (
        endpoint,
        identity(name),
        VERSION,
        STORAGE_VERSION,
        size(one["bytes"]),
        size(one["bytes"]),
        "0%",  # nothing here is in fragments
        size(QUOTA_BYTES),
        "true" if one["leader"] == name else "false",
        "false",
        str(one["term"]),
        str(one["index"]),
        str(one["applied"]),
        "" if one["leader"] else "etcdserver: no leader",
        "",
        "false",
    )


def _endpoint_health(arguments: list[str], flags: Flags) -> Code:
    """Healthy is who answers a read that the majority stands behind."""
    rows = []
    for endpoint, reply, took_ms in (yield from ask_each(flags, "RANGE", "health", Range("health"), HEALTH_CLIENT)):
        error = reply if isinstance(reply, str) else ""
        rows.append((endpoint, "false" if error else "true", _took(took_ms), error))
    sick, form = any(row[3] for row in rows), flags.get("write-out", "simple")
    if form == "table":
        yield Print(box(HEALTH_HEADS, rows))
    elif form == "json":
        shown = [
            {"endpoint": endpoint, "health": healthy == "true", "took": took} | ({"error": error} if error else {})
            for endpoint, healthy, took, error in rows
        ]
        yield Print(compact(shown))
    elif form == "fields":
        for endpoint, healthy, took, error in rows:
            yield Print(f'"Endpoint" : "{endpoint}"\n"Health" : {healthy}\n"Took" : {took}\n"Error" : {error}\n\n')
    else:
        for endpoint, healthy, took, error in rows:
            if healthy == "true":
                yield Print(f"{endpoint} is healthy: successfully committed proposal: took = {took}\n")
            else:
                yield Print(f"{endpoint} is unhealthy: failed to commit proposal: {error}\n", error=True)
    if sick:
        yield Print("Error: unhealthy cluster\n", error=True)
    return 1 if sick else 0


def _took(took_ms: int) -> str:
    """A duration as Go writes it."""
    return f"{took_ms}ms" if took_ms < 1000 else f"{took_ms / 1000:.9g}s"


def _alarm_list(arguments: list[str], flags: Flags) -> Code:
    """No disk of etcd's is full here: there is no alarm."""
    result = yield from first(flags, "ALARM", "", MemberStatus())
    return (yield from _failed(result)) if isinstance(result, str) else 0


def _defrag(arguments: list[str], flags: Flags) -> Code:
    """Nothing here is in fragments: what is compacted is gone."""
    failed = False
    for endpoint, name in (yield from chosen(flags)):
        before = yield Print("")
        reply = yield from ask(flags, endpoint, name, "DEFRAGMENT", "", MemberStatus())
        after = yield Print("")
        if isinstance(reply, str):
            failed = True
            words = f"Failed to defragment etcd member[{endpoint}]. took {_took(after - before)}. ({reply})\n"
            yield Print(words, error=True)
        else:
            yield Print(f"Finished defragmenting etcd member[{endpoint}]. took {_took(after - before)}\n")
    return 1 if failed else 0


COMMANDS: dict[str, Command] = {
    "get": _get,
    "put": _put,
    "del": _del,
    "compaction": _compact,
    "defrag": _defrag,
    "alarm list": _alarm_list,
    "lease grant": _lease_grant,
    "lease revoke": _lease_revoke,
    "member list": _member_list,
    "endpoint status": _endpoint_status,
    "endpoint health": _endpoint_health,
}


def _failed(error: str, status: int = 1) -> Code:
    yield Print(f"Error: {error}\n", error=True)
    return status


def _span(arguments: list[str], flags: Flags) -> tuple[str, str]:
    key = arguments[0]
    if "prefix" in flags and key:
        return key, prefix_end(key)
    if "prefix" in flags or "from-key" in flags:
        return key or "\0", "\U0010ffff"
    return key, arguments[1] if len(arguments) >= 2 else ""


def _hex_error(text: str) -> str:
    return f'strconv.ParseInt: parsing "{text}": invalid syntax'
