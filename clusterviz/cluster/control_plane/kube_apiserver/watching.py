"""Watches: each open one gets the changes that concern it, in order of revisions, from where it left off. Fact sheet §4.6."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.api import Request, Response, WatchEvent
from ...machinery.component import Alarm
from ...machinery.network import Call, Stream
from ...machinery.objects import Object, labels_of, name_of, namespace_of
from ...machinery.resources import LEASES, PODS, Resource
from ...machinery.selectors import FieldSelector, LabelSelector
from . import errors, printing, versions
from .reading import fields_of, selection_of
from .watch_cache import Change

if TYPE_CHECKING:
    from .server import ApiServer

SHORTEST_S, LONGEST_S = 1800, 3600  # a watch without a timeout of its own ends at some time between. Fact sheet §4.1
INITIAL_EVENTS_END = "k8s.io/initial-events-end"
BLANKS: dict[Resource, Object] = {PODS: {"spec": {"containers": None}, "status": {}}}  # Go's zero values in a bookmark


def switched_on(request: Request, name: str, otherwise: bool = False) -> bool:
    """A parameter that is true or false: everything but `false` and `0` is true."""
    text = request.query.get(name)
    return otherwise if text is None else text.lower() not in ("false", "0")


class Watch:
    """One open watch: a stream, and what it wants to see."""

    __slots__ = ("alarm", "fields", "labels", "namespace", "node", "request", "resource", "server", "started", "stream")

    def __init__(
        self,
        server: ApiServer,
        stream: Stream,
        request: Request,
        labels: LabelSelector | None,
        fields: FieldSelector | None,
    ) -> None:
        assert request.resource is not None
        self.server = server
        self.stream = stream
        self.request = request
        self.resource: Resource = request.resource
        self.namespace = request.namespace
        self.labels = labels
        self.fields = fields
        self.started = False  # a Table's columns are sent once
        self.node = fields.exact("spec.nodeName") if fields is not None and self.resource is PODS else None
        self.alarm: Alarm | None = None  # ends the watch

    @property
    def bookmarks(self) -> bool:
        """Whether it wants to hear how far it has come."""
        return not self.request.as_table and switched_on(self.request, "allowWatchBookmarks")

    def wants(self, obj: Object | None) -> bool:
        """Whether this object is in the selection."""
        if obj is None:
            return False
        if self.namespace and namespace_of(obj) != self.namespace:
            return False
        if self.labels is not None and not self.labels.matches(labels_of(obj)):
            return False
        return self.fields is None or self.fields.matches(fields_of(self.server, self.resource, obj))

    def offer(self, change: Change) -> None:
        """Send the change if it concerns this watch. Entering the selection is ADDED, leaving it DELETED."""
        if self.labels is None and self.fields is None:
            if not self.namespace or namespace_of(change.object) == self.namespace:
                self.send(change.type, change.object)
            return
        before = self.wants(change.old)
        now = change.type != "DELETED" and self.wants(change.object)
        if now:
            self.send("MODIFIED" if before else "ADDED", change.object)
        elif before:
            obj = change.object
            if change.type != "DELETED" and change.old is not None:  # it is still there, but no longer selected
                metadata = {**change.old["metadata"], "resourceVersion": obj["metadata"]["resourceVersion"]}
                obj = {**change.old, "metadata": metadata}
            self.send("DELETED", obj)

    def send(self, kind: str, obj: Object) -> None:
        """One event on its way."""
        subject = f"{self.resource.plural}/{namespace_of(obj)}/{name_of(obj)}".replace("//", "/")
        shown = obj
        if self.request.as_table:
            first = not self.started
            shown = printing.table(self.server, self.request, self.resource, [obj], single=True, columns=first)
            self.started = True
        if self.request.view is not None:
            shown = versions.answered(self.request.view, shown)
        self.stream.push(WatchEvent(kind, shown), kind, subject, "", "heartbeat" if self.resource is LEASES else "")

    def bookmark(self, revision: int, *, initial_end: bool = False) -> None:
        """Tell how far the watch has come; `initial_end`: that all objects which were there have been sent."""
        metadata: Object = {"resourceVersion": str(revision)}
        if initial_end:
            metadata["annotations"] = {INITIAL_EVENTS_END: "true"}
        resource = self.request.view or self.resource
        obj: Object = {
            "kind": resource.kind,
            "apiVersion": resource.api_version,
            "metadata": metadata,
            **BLANKS.get(resource, {}),
        }
        self.stream.push(WatchEvent("BOOKMARK", obj), "BOOKMARK", resource.plural, str(revision), "heartbeat")


class Watches:
    """All open watches."""

    def __init__(self, server: ApiServer) -> None:
        self.server = server
        self._open: dict[int, Watch] = {}
        self._by_resource: dict[Resource, dict[int, Watch]] = {}
        self._by_node: dict[str, dict[int, Watch]] = {}  # the kubelets' watches: each of one node's Pods

    def __len__(self) -> int:
        return len(self._open)

    def open(self, call: Call, request: Request) -> None:
        """WATCH of a collection (or, by a field selector, of one object)."""
        assert request.resource is not None
        assert call.stream is not None, "a watch needs a stream"
        selection_of(self.server, request)  # a bad selector is refused at once
        self.server.when_cache_at(int(request.query.get("resourceVersion") or 0), self._begin, call, request)

    def _begin(self, call: Call, request: Request) -> None:
        stream, server = call.stream, self.server
        assert stream is not None
        if not stream.open:
            return
        labels, fields = selection_of(server, request)
        watch = Watch(server, stream, request, labels, fields)
        version = request.query.get("resourceVersion") or "0"
        # A watch of the older kind that begins anywhere is served as one that asks for what is there.
        initial = switched_on(request, "sendInitialEvents", version == "0")
        if initial:
            for _, obj in server.cache.of(watch.resource).list():
                if watch.wants(obj):
                    watch.send("ADDED", obj)
            if watch.bookmarks:
                watch.bookmark(server.cache.revision, initial_end=True)
        elif version == "0":
            pass  # from now on
        else:
            changes = server.cache.changes_since(watch.resource, int(version))
            if changes is None:
                oldest = server.cache.of(watch.resource).forgotten + 1
                self._expired(stream, f"too old resource version: {version} ({oldest})")
                return
            for change in changes:
                watch.offer(change)
        self._keep(watch)

    def _keep(self, watch: Watch) -> None:
        number = watch.stream.number
        self._open[number] = watch
        if watch.node is not None:
            self._by_node.setdefault(watch.node, {})[number] = watch
        else:
            self._by_resource.setdefault(watch.resource, {})[number] = watch
        asked_s = int(watch.request.query.get("timeoutSeconds") or 0)
        length_s = max(asked_s, 0) if asked_s else SHORTEST_S + self.server.chance.below(LONGEST_S - SHORTEST_S)
        watch.alarm = self.server.after(length_s * 1000, self._end, number)

    def _end(self, number: int) -> None:
        """A watch has lasted long enough: the client comes again."""
        watch = self._open.get(number)
        if watch is not None:
            if watch.bookmarks:
                watch.bookmark(self.server.cache.revision)
            watch.stream.close(Response(200, None))
            self.closed(watch.stream)

    def _expired(self, stream: Stream, message: str) -> None:
        stream.push(WatchEvent("ERROR", errors.status(410, "Expired", message)), "ERROR", "", message)
        stream.close(Response(200, None))

    def dispatch(self, resource: Resource, change: Change) -> None:
        """Tell everyone whom this change concerns."""
        for watch in list(self._by_resource.get(resource, {}).values()):
            watch.offer(change)
        if resource is PODS and self._by_node:
            nodes = {(obj.get("spec") or {}).get("nodeName"): None for obj in (change.old, change.object) if obj}
            for node in nodes:
                for watch in list(self._by_node.get(node or "", {}).values()):
                    watch.offer(change)

    def bookmark(self) -> None:
        """Tell every watch that asked for it how far it has come."""
        for watch in list(self._open.values()):
            if watch.bookmarks:
                watch.bookmark(self.server.cache.revision)

    def closed(self, stream: Stream) -> None:
        """The other side has ended a watch."""
        watch = self._open.pop(stream.number, None)
        if watch is not None:
            if watch.alarm is not None:
                watch.alarm.cancel()
            self._by_resource.get(watch.resource, {}).pop(stream.number, None)
            self._by_node.get(watch.node or "", {}).pop(stream.number, None)

    def close_of(self, resource: Resource) -> None:
        """End the watches of a kind that is no longer served as it was."""
        for watch in list(self._by_resource.get(resource, {}).values()):
            watch.stream.close(Response(200, None))
            self.closed(watch.stream)

    def close_all(self) -> None:
        """End every watch: clients come again."""
        for watch in list(self._open.values()):
            watch.stream.close(Response(200, None))
            self.closed(watch.stream)
