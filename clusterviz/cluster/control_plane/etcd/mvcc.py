"""The store behind a member: every key with its revisions, transactions, and the history until compaction. Fact sheet §5.3.

Applying the same entries in the same order gives the same store on every member: nothing here knows time, chance or the network.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import Any

from ...machinery.storage import Compare, Delete, Get, KeyValue, Op, Put, Range, Result, StoreEvent, Txn

COMPACTED = "etcdserver: mvcc: required revision has been compacted"
FUTURE = "etcdserver: mvcc: required revision is a future revision"
LEASE_NOT_FOUND = "etcdserver: requested lease not found"


class Store:
    """Multi-version key-value store. `revision` grows by one with each transaction that writes."""

    def __init__(self) -> None:
        self.revision = 1
        self.compacted = 0
        self.current: dict[str, KeyValue] = {}
        self.history: dict[int, tuple[StoreEvent, ...]] = {}  # revision → its events, from `compacted` + 1 on
        self.leases: dict[int, dict[str, None]] = {}  # lease → the keys that go with it
        self._keys: list[str] = []  # sorted

    def copy(self) -> Store:
        """Another store with the same content: what is stored is shared, it never changes."""
        other = Store()
        other.revision, other.compacted = self.revision, self.compacted
        other.current, other.history = dict(self.current), dict(self.history)
        other.leases = {lease: dict(keys) for lease, keys in self.leases.items()}
        other._keys = list(self._keys)
        return other

    def take(self, kv: KeyValue) -> None:
        """A key as it was stored once, with its revisions: for a store that is filled anew."""
        if kv.key not in self.current:
            insort(self._keys, kv.key)
        self.current[kv.key] = kv
        if kv.lease:
            self.leases[kv.lease][kv.key] = None

    # -- reading ----------------------------------------------------------------------------------------------------

    def range(self, request: Range) -> Result:
        """Keys in order, now or at an earlier revision."""
        revision = request.revision or self.revision
        if revision > self.revision:
            return Result(self.revision, error=FUTURE)
        if revision < self.compacted:
            return Result(self.revision, error=COMPACTED)
        if revision == self.revision:
            found = self._range_now(request.key, request.end)
        else:
            found = self._range_at(request.key, request.end, revision)
        count = len(found)
        if request.count_only:
            return Result(self.revision, count=count)
        more = bool(request.limit) and count > request.limit
        return Result(self.revision, kvs=tuple(found[: request.limit] if more else found), count=count, more=more)

    def _range_now(self, key: str, end: str) -> list[KeyValue]:
        if not end:
            kv = self.current.get(key)
            return [kv] if kv is not None else []
        first, last = bisect_left(self._keys, key), bisect_left(self._keys, end)
        return [self.current[name] for name in self._keys[first:last]]

    def under(self, prefix: str) -> list[KeyValue]:
        """All keys below a prefix that ends in a slash, in the order in which they were created."""
        found = self._range_now(prefix, prefix[:-1] + "0")  # "0" follows "/"
        found.sort(key=_created)
        return found

    def count(self, prefix: str) -> int:
        """How many keys are below a prefix that ends in a slash."""
        return bisect_left(self._keys, prefix[:-1] + "0") - bisect_left(self._keys, prefix)

    def _range_at(self, key: str, end: str, revision: int) -> list[KeyValue]:
        found = {kv.key: kv for kv in self._range_now(key, end)}
        for later in range(self.revision, revision, -1):  # undo what came after
            for event in reversed(self.history.get(later, ())):
                if event.key == key or (end and key <= event.key < end):
                    if event.previous is None:
                        found.pop(event.key, None)
                    else:
                        found[event.key] = event.previous
        return [found[name] for name in sorted(found)]

    def events_since(self, key: str, end: str, revision: int) -> list[tuple[int, tuple[StoreEvent, ...]]]:
        """(revision, events) of a range, from `revision` on."""
        found = []
        for number in range(max(revision, self.compacted + 1), self.revision + 1):
            events = tuple(
                event for event in self.history.get(number, ()) if event.key == key or (end and key <= event.key < end)
            )
            if events:
                found.append((number, events))
        return found

    # -- writing ----------------------------------------------------------------------------------------------------

    def txn(self, request: Txn) -> tuple[Result, tuple[StoreEvent, ...]]:
        """One transaction: its result, and the events it made (all of one revision)."""
        succeeded = all(self._holds(compare) for compare in request.compare)
        return self._carry_out(request.success if succeeded else request.failure, succeeded)

    def _holds(self, compare: Compare) -> bool:
        kv = self.current.get(compare.key)
        return (kv.mod_revision if kv is not None else 0) == compare.mod_revision

    def _carry_out(self, ops: tuple[Op, ...], succeeded: bool) -> tuple[Result, tuple[StoreEvent, ...]]:
        if any(isinstance(op, Put) and op.lease and op.lease not in self.leases for op in ops):
            return Result(self.revision, succeeded=False, error=LEASE_NOT_FOUND), ()
        revision = self.revision + 1
        events: list[StoreEvent] = []
        read: list[KeyValue] = []
        for op in ops:
            match op:
                case Put(key, value, lease):
                    events.append(self._put(key, value, lease, revision))
                case Delete(key):
                    events += self._delete(key, revision)
                case Get(key):
                    kv = self.current.get(key)
                    read += [kv] if kv is not None else []
        if events:
            self.revision = revision
            self.history[revision] = tuple(events)
        return Result(self.revision, succeeded=succeeded, kvs=tuple(read)), tuple(events)

    def _put(self, key: str, value: Any, lease: int, revision: int) -> StoreEvent:
        previous = self.current.get(key)
        if previous is None:
            insort(self._keys, key)
            kv = KeyValue(key, value, revision, revision, 1, lease)
        else:
            kv = KeyValue(key, value, previous.create_revision, revision, previous.version + 1, lease)
            if previous.lease and previous.lease != lease:
                self.leases.get(previous.lease, {}).pop(key, None)
        if lease:
            self.leases[lease][key] = None
        self.current[key] = kv
        return StoreEvent(key, revision, kv, previous)

    def _delete(self, key: str, revision: int) -> list[StoreEvent]:
        previous = self.current.pop(key, None)
        if previous is None:
            return []
        del self._keys[bisect_left(self._keys, key)]
        if previous.lease:
            self.leases.get(previous.lease, {}).pop(key, None)
        return [StoreEvent(key, revision, None, previous)]

    def grant(self, lease: int) -> None:
        """A lease begins."""
        self.leases[lease] = {}

    def revoke(self, lease: int) -> tuple[StoreEvent, ...]:
        """A lease ends: its keys are deleted, in one revision."""
        keys = self.leases.pop(lease, {})
        _, events = self._carry_out(tuple(Delete(key) for key in sorted(keys)), True)
        return events

    def compact(self, revision: int) -> Result:
        """Forget what was superseded up to `revision`."""
        if revision <= self.compacted:
            return Result(self.revision, error=COMPACTED)
        if revision > self.revision:
            return Result(self.revision, error=FUTURE)
        for number in range(self.compacted + 1, revision + 1):
            self.history.pop(number, None)
        self.compacted = revision
        return Result(self.revision)


def _created(kv: KeyValue) -> int:
    return kv.create_revision
