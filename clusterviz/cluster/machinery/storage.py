"""What travels between the API server and etcd: ranges, transactions, watches, leases. etcd's v3 API without the bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

REQUEST_TIMEOUT_MS = 7_000  # 5 s + 2 × election timeout. Fact sheet §5.1

# etcd's own words, when members do not agree in time.
TIMED_OUT = "etcdserver: request timed out"
TIMED_OUT_LEADER_FAILED = "etcdserver: request timed out, possibly due to previous leader failure"
LEADER_CHANGED = "etcdserver: leader changed"
NO_LEADER = "etcdserver: no leader"


class KeyValue(NamedTuple):
    """One key's latest version. `value` is the stored object (JSON)."""

    key: str
    value: Any
    create_revision: int
    mod_revision: int
    version: int
    lease: int


class Put(NamedTuple):
    key: str
    value: Any
    lease: int = 0


class Delete(NamedTuple):
    key: str


class Get(NamedTuple):
    """Inside a transaction: read one key."""

    key: str


class Compare(NamedTuple):
    """True if the key's `mod_revision` is this (0: the key does not exist)."""

    key: str
    mod_revision: int


Op = Put | Delete | Get


class Txn(NamedTuple):
    """If every comparison holds, `success`, else `failure`; atomic."""

    compare: tuple[Compare, ...]
    success: tuple[Op, ...]
    failure: tuple[Op, ...] = ()


class Range(NamedTuple):
    """Keys from `key` to `end` (exclusive; "": this key alone), at `revision` (0: now)."""

    key: str
    end: str = ""
    revision: int = 0
    limit: int = 0
    count_only: bool = False
    serializable: bool = False


class Compact(NamedTuple):
    revision: int


class LeaseGrant(NamedTuple):
    ttl_s: int


class LeaseKeepAlive(NamedTuple):
    lease: int


class LeaseRevoke(NamedTuple):
    lease: int


class MemberStatus(NamedTuple):
    """Ask a member how it does."""


class WatchRange(NamedTuple):
    """Events of keys from `key` to `end`, from `start_revision` on (0: from now)."""

    key: str
    end: str
    start_revision: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """An answer of etcd. `revision` is the store's revision when it was made."""

    revision: int
    succeeded: bool = True
    kvs: tuple[KeyValue, ...] = ()
    count: int = 0
    more: bool = False
    lease: int = 0
    error: str = ""  # etcd's own words, as `etcdserver: mvcc: required revision has been compacted`
    detail: Any = None


class StoreEvent(NamedTuple):
    """One change of one key. `kv` is None for a deletion; `previous` is what was there before."""

    key: str
    revision: int
    kv: KeyValue | None
    previous: KeyValue | None


class StoreEvents(NamedTuple):
    """All events of one revision, together; or, without events, progress up to `revision`."""

    revision: int
    events: tuple[StoreEvent, ...]


def prefix_end(prefix: str) -> str:
    """The end of the range of all keys with this prefix."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
