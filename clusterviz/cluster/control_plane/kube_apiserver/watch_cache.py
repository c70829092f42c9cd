"""The watch cache: every object as etcd last told it, and the recent changes. Lists and watches are served from here.

Fact sheet §4.6. It is filled by one etcd watch; each change goes out to the watches that it concerns, in order of revisions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ...machinery.objects import Key, Object, key_of
from ...machinery.resources import Resource
from ...machinery.storage import KeyValue

HISTORY = 1000  # changes of one resource that are remembered, at most
HISTORY_AT_LEAST = 100  # and at least,
FRESH_MS = 75_000  # or for how long. Fact sheet §4.6


class Change(NamedTuple):
    """One change of one object. `type`: ADDED, MODIFIED or DELETED; `old` is what was there before."""

    revision: int
    type: str
    object: Object
    old: Object | None


class Collection:
    """The objects of one resource, and its recent changes."""

    def __init__(self) -> None:
        self.objects: dict[Key, Object] = {}
        self.changes: list[Change] = []
        self._heard_ms: list[int] = []  # when each of them came
        self.forgotten = 0  # the revision of the newest change that is no longer remembered
        self._order: list[Key] | None = None

    def keys(self) -> list[Key]:
        """The keys in etcd's order: namespace, then name."""
        if self._order is None:
            self._order = sorted(self.objects, key=_as_in_etcd)
        return self._order

    def list(self) -> Iterator[tuple[Key, Object]]:
        """(key, object) in etcd's order."""
        for key in self.keys():
            yield key, self.objects[key]

    def put(self, key: Key, obj: Object) -> None:
        if key not in self.objects:
            self._order = None
        self.objects[key] = obj

    def remove(self, key: Key) -> None:
        del self.objects[key]
        self._order = None

    def remember(self, change: Change, now_ms: int) -> None:
        """Keep a change; forget a quarter of them at a time, the oldest, once they are both many and old enough."""
        self.changes.append(change)
        self._heard_ms.append(now_ms)
        count = len(self.changes)
        if count >= HISTORY or (count >= HISTORY_AT_LEAST and self._heard_ms[count // 4] < now_ms - FRESH_MS):
            self.forgotten = self.changes[count // 4 - 1].revision
            del self.changes[: count // 4], self._heard_ms[: count // 4]


class WatchCache:
    """One collection for each resource, all at one revision."""

    def __init__(self) -> None:
        self.revision = 0
        self.collections: dict[Resource, Collection] = {}

    def of(self, resource: Resource) -> Collection:
        """The collection of a resource."""
        collection = self.collections.get(resource)
        if collection is None:
            collection = self.collections[resource] = Collection()
            collection.forgotten = self.first_revision
        return collection

    first_revision = 0  # changes up to here were in the first list: nothing older can be resumed

    def load(self, resource: Resource, obj: Object) -> None:
        """Take over an object from the first list."""
        self.of(resource).put(key_of(obj), obj)

    def apply(self, resource: Resource, revision: int, obj: Object, deleted: bool, now_ms: int) -> Change:
        """Take over one event of etcd's watch."""
        collection = self.of(resource)
        key = key_of(obj)
        old = collection.objects.get(key)
        if deleted:
            if old is not None:
                collection.remove(key)
            change = Change(revision, "DELETED", obj, old)
        else:
            collection.put(key, obj)
            change = Change(revision, "ADDED" if old is None else "MODIFIED", obj, old)
        collection.remember(change, now_ms)
        return change

    def changes_since(self, resource: Resource, revision: int) -> list[Change] | None:
        """The changes of a resource after `revision`, or None if they are no longer remembered."""
        collection = self.of(resource)
        if revision < collection.forgotten:
            return None
        return [change for change in collection.changes if change.revision > revision]


def decoded(kv: KeyValue, revision: int | None = None) -> Object:
    """The stored object with the resourceVersion that etcd gives it."""
    value: dict[str, Any] = dict(kv.value)
    value["metadata"] = {**value["metadata"], "resourceVersion": str(revision or kv.mod_revision)}
    return value


def _as_in_etcd(key: Key) -> tuple[str, str]:
    namespace, _, name = key.rpartition("/")
    return namespace + "/", name
