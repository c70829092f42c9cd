"""Following etcd: one watch of everything keeps the cache as etcd is, and tells what changed. Fact sheet §4.6, §5.4, §5.5."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...machinery.network import Reply
from ...machinery.objects import Object
from ...machinery.resources import Resource, is_custom_key, resource_of_etcd_key
from ...machinery.storage import NO_LEADER, Compact, Result, StoreEvents
from . import errors
from .watch_cache import WatchCache, decoded

if TYPE_CHECKING:
    from .server import ApiServer

RETRY_MS = 1_000
WAIT_FOR_REVISION_MS = 3_000  # for a revision that this server has not seen. Fact sheet §4.6
COMPACTION_MS = 300_000


class Following:
    """The cache, and the watch that fills it."""

    def __init__(self, server: ApiServer) -> None:
        self.server = server
        self.cache = WatchCache()
        self.ready = False  # the cache is whole: requests can be answered
        self.etcd_reachable = False
        self._waiting: list[tuple[int, Callable[..., None], tuple[Any, ...]]] = []
        self._compact_next = 0

    def begin(self) -> None:
        """Read everything once, then watch."""
        self.server.storage.everything(self._loaded)
        self.server.every(COMPACTION_MS, self._compact)

    def _loaded(self, result: Result | None) -> None:
        if result is None or result.error:
            self.server.starting.failed()
            self.server.after(RETRY_MS, self.server.storage.everything, self._loaded)
            return
        self.cache = WatchCache()
        self.cache.revision = self.cache.first_revision = result.revision
        custom = self.server.custom
        custom.stored = {}
        for kv in result.kvs:
            resource = resource_of_etcd_key(kv.key)
            if resource is not None:
                self.cache.load(resource, decoded(kv))
            elif is_custom_key(kv.key):
                custom.keep(kv.key, decoded(kv))
        self.server.rbac.forget()
        self.server.storage.watch(result.revision + 1, self._stored, self._etcd_lost)
        self.ready = self.etcd_reachable = self.server.starting.over = True
        custom.begin()
        self.server.bootstrap.begin()

    def _stored(self, message: StoreEvents) -> None:
        """etcd tells of a change: the cache follows, and with it everyone who watches."""
        now_ms, custom = self.server.now_ms, self.server.custom
        for event in message.events:
            gone = event.kv is None
            resource = resource_of_etcd_key(event.key)
            if resource is None and not is_custom_key(event.key):
                continue
            if event.kv is not None:
                obj = decoded(event.kv)
            else:
                assert event.previous is not None, f"{event.key} was deleted but was never there"
                obj = decoded(event.previous, event.revision)
            if resource is not None:
                self._tell(resource, event.revision, obj, gone, now_ms)
                continue
            custom.keep(event.key, None if gone else obj)
            for kind in custom.kinds_at(event.key):
                self._tell(kind, event.revision, custom.as_read(kind, obj), gone, now_ms)
        self.cache.revision = message.revision
        if self._waiting:
            self._cache_advanced()

    def _tell(self, resource: Resource, revision: int, obj: Object, gone: bool, now_ms: int) -> None:
        change = self.cache.apply(resource, revision, self.server.frozen(obj), gone, now_ms)
        self.server.changed(resource, change)

    def _etcd_lost(self, reply: Reply) -> None:
        """The watch broke. What the cache has is served on; the watch goes on from there when etcd is back."""
        self.etcd_reachable = False
        if isinstance(reply.body, Result) and reply.body.error != NO_LEADER:  # etcd has forgotten where the watch was
            self._build_cache_again()
        else:
            self.server.storage.go_elsewhere()
            self.server.after(RETRY_MS, self.server.storage.revision, self._etcd_back)

    def _etcd_back(self, result: Result | None) -> None:
        if result is None or result.error:
            self.server.after(RETRY_MS, self.server.storage.revision, self._etcd_back)
        elif result.revision < self.cache.revision:  # it was set back to an earlier state
            self._build_cache_again()
        else:
            self.etcd_reachable = True
            self.server.storage.watch(self.cache.revision + 1, self._stored, self._etcd_lost)

    def _build_cache_again(self) -> None:
        self.server.watches.close_all()
        self.ready = False
        self.server.after(RETRY_MS, self.server.storage.everything, self._loaded)

    def when_at(self, revision: int, method: Callable[..., None], call: Any, *context: Any) -> None:
        """Call `method(call, *context)` once the cache has seen `revision`; refuse if that takes too long."""
        if self.cache.revision >= revision:
            method(call, *context)
        else:
            waiting = (revision, method, (call, *context))
            self._waiting.append(waiting)
            self.server.after(WAIT_FOR_REVISION_MS, self._cache_too_old, waiting)

    def _cache_too_old(self, waiting: tuple[int, Callable[..., None], tuple[Any, ...]]) -> None:
        if any(one is waiting for one in self._waiting):
            self._waiting = [one for one in self._waiting if one is not waiting]
            self.server.refuse(waiting[2][0], errors.too_large_resource_version(waiting[0], self.cache.revision))

    def _cache_advanced(self) -> None:
        due = [waiting for waiting in self._waiting if waiting[0] <= self.cache.revision]
        self._waiting = [waiting for waiting in self._waiting if waiting[0] > self.cache.revision]
        for _, method, context in due:
            method(*context)

    def _compact(self) -> None:
        """Every five minutes forget what is older than the last time. Fact sheet §5.4."""
        if self._compact_next:
            self.server.storage.call("COMPACT", str(self._compact_next), Compact(self._compact_next), self._compacted)
        self._compact_next = self.cache.revision

    def _compacted(self, result: Result | None) -> None:
        """Nothing depends on it."""
