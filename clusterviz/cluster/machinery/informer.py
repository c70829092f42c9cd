"""An informer: a component's own copy of a collection, kept by list and watch. It lags behind, as client-go's does.

Fact sheet §4.11: list, then watch from the list's revision; a broken watch resumes where it was, with back-off from 800 ms
to 30 s; 410 means list again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .api import Response, WatchEvent
from .client import Client
from .network import Reply, Stream
from .objects import Key, Object, key_of
from .resources import Resource

BACKOFF_FIRST_MS = 800
BACKOFF_MAX_MS = 30_000
BACKOFF_JITTER = 1.0
BACKOFF_RESET_MS = 120_000

IndexFunction = Callable[[Object], str]
Subscriber = Callable[[str, Object | None, Object], None]


class Informer:
    """Reads are from the cache. Subscribers are bound methods `(change, old, new)`, change = added, updated or deleted."""

    __slots__ = (
        "_backoff_ms",
        "_failed_at_ms",
        "_indexes",
        "_stream",
        "_subscribers",
        "_synced_callbacks",
        "client",
        "field_selector",
        "namespace",
        "objects",
        "resource",
        "revision",
        "stopped",
        "synced",
    )  # a cluster has a hundred of them

    def __init__(self, client: Client, resource: Resource, *, namespace: str = "", field_selector: str = "") -> None:
        self.client = client
        self.resource = resource
        self.namespace = namespace
        self.field_selector = field_selector
        self.objects: dict[Key, Object] = {}
        self.synced = False
        self.stopped = False
        self.revision = 0
        self._indexes: dict[str, tuple[IndexFunction, dict[str, dict[Key, None]]]] = {}
        self._subscribers: list[Subscriber] = []
        self._synced_callbacks: list[Callable[[], None]] = []
        self._backoff_ms = 0
        self._failed_at_ms = 0
        self._stream: Stream | None = None

    # -- reading ----------------------------------------------------------------------------------------------------

    def get(self, key: Key) -> Object | None:
        """The cached object, or None."""
        return self.objects.get(key)

    def by(self, index: str, value: str) -> list[Object]:
        """The cached objects that this index files under `value`, in the order of their arrival."""
        return [self.objects[key] for key in self._indexes[index][1].get(value, ())]

    def list(self, namespace: str | None = None) -> list[Object]:
        """The cached objects, in order of their keys."""
        keys = sorted(self.objects)
        if namespace is not None:
            keys = [key for key in keys if key.startswith(namespace + "/")]
        return [self.objects[key] for key in keys]

    # -- setting up -------------------------------------------------------------------------------------------------

    def index(self, name: str, function: IndexFunction) -> None:
        """File the objects under `function(object)` (a module's function; "": not filed)."""
        if name not in self._indexes:
            self._indexes[name] = (function, {})
            for key, obj in self.objects.items():
                self._file(key, obj)

    def subscribe(self, subscriber: Subscriber) -> None:
        """Tell `subscriber` of every change from now on; a late one is told of all that is there."""
        self._subscribers.append(subscriber)
        for obj in self.list():
            subscriber("added", None, obj)

    def when_synced(self, callback: Callable[[], None]) -> None:
        """Call once the first list is in."""
        if self.synced:
            callback()
        else:
            self._synced_callbacks.append(callback)

    def start(self) -> None:
        """List and begin to watch."""
        if self.stopped:
            return
        query = {"resourceVersion": "0"}
        if self.field_selector:
            query["fieldSelector"] = self.field_selector
        self.client.list(self.resource, self._listed, namespace=self.namespace, query=query)

    def stop(self, *, gone: bool) -> None:
        """Watch no longer. `gone`: the kind itself is gone, and so are its objects."""
        self.stopped = True
        if self._stream is not None:
            self._stream.cancel()
        for obj in self.list() if gone else ():
            self._store("DELETED", obj)
        self.objects.clear()

    # -- list and watch ---------------------------------------------------------------------------------------------

    def _listed(self, response: Response) -> None:
        if self.stopped:
            return
        if not response.ok:
            self._again(self.start)
            return
        self.revision = int(response.body["metadata"]["resourceVersion"])
        fresh = {key_of(obj): obj for obj in response.body["items"]}
        for key in sorted(self.objects.keys() - fresh.keys()):
            self._store("DELETED", self.objects[key])
        for key, obj in fresh.items():
            known = self.objects.get(key)
            if known is None or known["metadata"]["resourceVersion"] != obj["metadata"]["resourceVersion"]:
                self._store("ADDED", obj)
        if not self.synced:
            self.synced = True
            for callback in self._synced_callbacks:
                callback()
            self._synced_callbacks = []
        self._watch()

    def _watch(self) -> None:
        if self.stopped:
            return
        query = {"resourceVersion": str(self.revision), "allowWatchBookmarks": "true"}
        if self.field_selector:
            query["fieldSelector"] = self.field_selector
        self._stream = self.client.watch(self.resource, query, self._event, self._closed, namespace=self.namespace)

    def _event(self, event: WatchEvent) -> None:
        if self.stopped:
            return
        if event.type == "ERROR":
            if self._stream is not None:
                self._stream.cancel()
            self._again(self.start, at_once=event.object.get("code") == 410)
            return
        self.revision = int(event.object["metadata"]["resourceVersion"])
        if event.type != "BOOKMARK":
            self._store(event.type, event.object)

    def _closed(self, reply: Reply) -> None:
        self._again(self._watch)

    def _again(self, method: Callable[[], None], at_once: bool = False) -> None:
        if self.stopped:
            return
        component = self.client.component
        if component.now_ms - self._failed_at_ms > BACKOFF_RESET_MS:
            self._backoff_ms = BACKOFF_FIRST_MS
        self._failed_at_ms = component.now_ms
        delay_ms = 0 if at_once else component.chance.jittered(self._backoff_ms or BACKOFF_FIRST_MS, BACKOFF_JITTER)
        self._backoff_ms = min(max(self._backoff_ms, BACKOFF_FIRST_MS) * 2, BACKOFF_MAX_MS)
        component.after(delay_ms, method)

    # -- the cache --------------------------------------------------------------------------------------------------

    def _store(self, change: str, obj: Object) -> None:
        key = key_of(obj)
        old = self.objects.get(key)
        if change == "DELETED":
            if old is None:
                return
            del self.objects[key]
            if self._indexes:
                self._unfile(key, old)
            name = "deleted"
        else:
            self.objects[key] = obj
            if self._indexes:
                if old is not None:
                    self._unfile(key, old)
                self._file(key, obj)
            name = "added" if old is None else "updated"
        for subscriber in self._subscribers:
            subscriber(name, old, obj)

    def _file(self, key: Key, obj: Object) -> None:
        for function, filed in self._indexes.values():
            value = function(obj)
            if value:
                filed.setdefault(value, {})[key] = None

    def _unfile(self, key: Key, obj: Object) -> None:
        for function, filed in self._indexes.values():
            value = function(obj)
            keys = filed.get(value)
            if keys is not None:
                keys.pop(key, None)
                if not keys:
                    del filed[value]


def all_synced(informers: Iterable[Informer]) -> bool:
    """Whether every one of them has its first list."""
    return all(informer.synced for informer in informers)


__all__ = ["Informer", "Subscriber", "all_synced"]
