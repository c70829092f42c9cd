"""One member of etcd: it orders the writes in a log, makes the log durable, applies it, and tells the watchers.

A write is answered only after it is on disk: a crash forgets what was not. With one member its own disk is the quorum;
`_append` and `_commit` are where Raft's replication takes its place between the two.
"""

from __future__ import annotations

from typing import Any

from ...machinery.component import Alarm, Component, Ground
from ...machinery.network import Call, Stream
from ...machinery.storage import (
    Compact,
    LeaseGrant,
    LeaseKeepAlive,
    LeaseRevoke,
    MemberStatus,
    Range,
    Result,
    StoreEvent,
    StoreEvents,
    Txn,
    WatchRange,
)
from .mvcc import COMPACTED, LEASE_NOT_FOUND, Store

FSYNC_MS = 1  # one write of the log to disk; entries that come meanwhile share the next one
Entry = Txn | LeaseGrant | LeaseRevoke | Compact


class Member(Component):
    """An etcd server process with its disk."""

    def __init__(self, ground: Ground, name: str, node: str) -> None:
        super().__init__(ground, name, node)
        # The disk: what is here was fsynced.
        self.store = Store()
        self.term = 1
        self.index = 0  # of the last applied log entry
        self.lease_ttl_s: dict[int, int] = {}

    def boot(self) -> None:
        self.unsynced: list[tuple[Entry, Call | None, int | None]] = []
        self.syncing = False
        self.watchers: dict[int, tuple[Stream, WatchRange]] = {}
        self.expiries: dict[int, Alarm] = {}
        for lease in self.lease_ttl_s:  # a new leader gives every lease its full time again
            self._expire_later(lease)

    # -- requests ---------------------------------------------------------------------------------------------------

    def handle(self, call: Call) -> None:
        body = call.body
        match body:
            case Txn() | LeaseGrant() | LeaseRevoke() | Compact():
                self._append(body, call)
            case Range():
                call.reply(self.store.range(body), "OK")
            case WatchRange():
                self._watch(call, body)
            case LeaseKeepAlive(lease):
                known = lease in self.lease_ttl_s
                if known:
                    self._expire_later(lease)
                call.reply(Result(self.store.revision, error="" if known else LEASE_NOT_FOUND), "OK")
            case MemberStatus():
                call.reply(Result(self.store.revision, detail=self.status()), "OK")
            case _:
                raise AssertionError(f"etcd has no request {body!r}")

    def status(self) -> dict[str, Any]:
        """What `etcdctl endpoint status` shows."""
        return {
            "member": self.name,
            "leader": self.name,
            "term": self.term,
            "index": self.index,
            "revision": self.store.revision,
            "keys": len(self.store.current),
        }

    # -- the log ----------------------------------------------------------------------------------------------------

    def _append(self, entry: Entry, call: Call | None) -> None:
        self.unsynced.append((entry, call, self.trace.cause()))
        if not self.syncing:
            self.syncing = True
            self.clock.schedule(FSYNC_MS, self._synced, len(self.unsynced), self.incarnation)

    def _synced(self, count: int, incarnation: int) -> None:
        if not self.running or incarnation != self.incarnation:
            return
        durable, self.unsynced = self.unsynced[:count], self.unsynced[count:]
        self.syncing = bool(self.unsynced)
        if self.syncing:
            self.clock.schedule(FSYNC_MS, self._synced, len(self.unsynced), self.incarnation)
        self._commit(durable)

    def _commit(self, entries: list[tuple[Entry, Call | None, int | None]]) -> None:
        for entry, call, cause in entries:
            self.trace.reacting_to(cause)
            result = self._apply(entry)
            if call is not None:
                call.reply(result, "OK" if result.succeeded and not result.error else "FAILED")

    def _apply(self, entry: Entry) -> Result:
        self.index += 1
        match entry:
            case Txn():
                result, events = self.store.txn(entry)
                self._tell(events)
                return result
            case LeaseGrant(ttl_s):
                lease = self.index
                self.store.grant(lease)
                self.lease_ttl_s[lease] = ttl_s
                self._expire_later(lease)
                return Result(self.store.revision, lease=lease)
            case LeaseRevoke(lease):
                self.lease_ttl_s.pop(lease, None)
                alarm = self.expiries.pop(lease, None)
                if alarm is not None:
                    alarm.cancel()
                self._tell(self.store.revoke(lease))
                return Result(self.store.revision)
            case Compact(revision):
                return self.store.compact(revision)

    # -- leases -----------------------------------------------------------------------------------------------------

    def _expire_later(self, lease: int) -> None:
        alarm = self.expiries.get(lease)
        if alarm is not None:
            alarm.cancel()
        self.expiries[lease] = self.after(self.lease_ttl_s[lease] * 1000, self._expire, lease)

    def _expire(self, lease: int) -> None:
        if lease in self.lease_ttl_s:
            self._append(LeaseRevoke(lease), None)

    # -- watches ----------------------------------------------------------------------------------------------------

    def _watch(self, call: Call, request: WatchRange) -> None:
        stream = call.stream
        assert stream is not None, "a watch needs a stream"
        start = request.start_revision
        if start and start <= self.store.compacted:
            call.reply(Result(self.store.revision, error=COMPACTED), "CANCELED")
            return
        self.watchers[stream.number] = (stream, request)
        if start:
            for revision, events in self.store.events_since(request.key, request.end, start):
                self._push(stream, revision, events)

    def _tell(self, events: tuple[StoreEvent, ...]) -> None:
        if not events:
            return
        for stream, request in list(self.watchers.values()):
            interesting = tuple(
                event
                for event in events
                if event.key == request.key or (request.end and request.key <= event.key < request.end)
            )
            if interesting:
                self._push(stream, events[0].revision, interesting)

    def _push(self, stream: Stream, revision: int, events: tuple[StoreEvent, ...]) -> None:
        first = events[0]
        verb = "DELETE" if first.kv is None else "PUT"
        kind = "heartbeat" if first.key.startswith("/registry/leases/") else ""
        stream.push(StoreEvents(revision, events), verb, first.key, f"revision {revision}", kind)

    def stream_closed(self, stream: Stream) -> None:
        self.watchers.pop(stream.number, None)
