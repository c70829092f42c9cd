"""Event recorders: what a component tells the people who watch. Fire and forget, with correlation. Fact sheet §4.10.

Two styles, as in client-go: `EventRecorder` (tools/record: kubelet and controllers) counts repeats, `SchedulerEvents`
(tools/events: kube-scheduler) makes a series of them. Both are stored as the same v1 Event objects.
"""

from __future__ import annotations

from typing import Any

from .api import Response
from .client import Client
from .objects import Object, name_of, namespace_of
from .resources import EVENTS
from .times import micro_timestamp, timestamp

NORMAL = "Normal"
WARNING = "Warning"

QUEUE_LIMIT = 1000
TRIES = 12
RETRY_MS = 10_000
REMEMBERED = 4096

AGGREGATE_FROM = 10  # so many different messages with the same reason become one
AGGREGATE_WITHIN_MS = 600_000
SPAM_BURST = 25
SPAM_REFILL_MS = 300_000

COUNTED = ("metadata", "firstTimestamp", "count")  # what a repeat takes over
SERIES_FINISH_MS = 360_000
SERIES_REFRESH_MS = 1_800_000


def reference_to(obj: Object, field_path: str = "") -> Object:
    """The ObjectReference of an object, without what it does not have."""
    metadata = obj["metadata"]
    reference = {
        "kind": obj.get("kind"),
        "namespace": metadata.get("namespace"),
        "name": metadata["name"],
        "uid": metadata.get("uid"),
        "apiVersion": obj.get("apiVersion"),
        "resourceVersion": metadata.get("resourceVersion"),
        "fieldPath": field_path,
    }
    return {key: value for key, value in reference.items() if value}


class _Sink:
    """Writes events one after the other, each tried up to twelve times."""

    def __init__(self, client: Client) -> None:
        self.component = client.component
        # A client of its own: whether an event can be written does not count for the work that told of it.
        self.client = Client(client.component, client.user)
        self._last_nanos = 0

    def now_ms(self) -> int:
        return self.component.clock.epoch_ms + self.component.now_ms

    def event_name(self, obj_name: str) -> str:
        """`<object>.<16 hex digits>`: Unix nanoseconds, always growing."""
        chance = self.component.chance
        nanos = self.now_ms() * 1_000_000 + chance.below(1_000_000)
        self._last_nanos = max(nanos, self._last_nanos + 1 + chance.below(1000))
        return f"{obj_name}.{self._last_nanos:016x}"

    def write(self, event: Object, patch: Object | None, tries: int) -> None:
        """Create the event, or patch the one that is there already."""
        if patch is None:
            self.client.create(EVENTS, event, self._written, event, patch, tries)
        else:
            metadata = event["metadata"]
            self.client.patch(
                EVENTS, metadata["namespace"], metadata["name"], patch, self._written, event, patch, tries
            )

    def _written(self, response: Response, event: Object, patch: Object | None, tries: int) -> None:
        if patch is not None and response.code == 404:  # it has expired meanwhile
            self.write(event, None, tries)
        elif response.code == 0 or response.code >= 500 or response.code == 429:
            if tries + 1 < TRIES:
                self.component.after(RETRY_MS, self.write, event, patch, tries + 1)
            else:
                self.finished()
        else:
            self.finished()

    def finished(self) -> None:
        """This event is written, or given up."""


class EventRecorder(_Sink):
    """Records events as `source`; equal ones are counted, many similar ones combined, and floods are cut off."""

    def __init__(self, client: Client, source: str, host: str = "") -> None:
        super().__init__(client)
        self.source = source
        self.host = host
        self._queue: list[tuple[Object, int | None]] = []  # with its cause
        self._writing = False
        self._similar: dict[tuple[Any, ...], tuple[int, dict[str, None]]] = {}  # → last seen, messages
        self._seen: dict[tuple[Any, ...], Object] = {}
        self._buckets: dict[tuple[Any, ...], tuple[float, int]] = {}  # → tokens, last refill

    def event(self, obj: Object, type: str, reason: str, message: str, field_path: str = "") -> None:
        """Tell that something happened to `obj`; `type` is Normal or Warning."""
        if len(self._queue) >= QUEUE_LIMIT:
            return
        now = timestamp(self.now_ms())
        source = {"component": self.source, "host": self.host} if self.host else {"component": self.source}
        event = {
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": {"name": self.event_name(name_of(obj)), "namespace": namespace_of(obj) or "default"},
            "involvedObject": reference_to(obj, field_path),
            "reason": reason,
            "message": message,
            "source": source,
            "firstTimestamp": now,
            "lastTimestamp": now,
            "count": 1,
            "type": type,
            "eventTime": None,
            "reportingComponent": self.source,
            "reportingInstance": self.host,
        }
        self._queue.append((event, self.component.trace.cause()))
        if not self._writing:
            self._next()

    def finished(self) -> None:
        self._writing = False
        self._next()

    def _next(self) -> None:
        while self._queue and not self._writing:
            event, cause = self._queue.pop(0)
            self._record(event, cause)

    def _record(self, event: Object, cause: int | None) -> None:
        reference = event["involvedObject"]
        about = tuple(reference.get(field) for field in ("kind", "namespace", "name", "uid", "apiVersion", "fieldPath"))
        similar = (*about, event["type"], event["reason"])
        now_ms = self.component.now_ms
        last_ms, messages = self._similar.pop(similar, (now_ms, {}))
        if now_ms - last_ms > AGGREGATE_WITHIN_MS:
            messages = {}
        messages[event["message"]] = None
        key = (*similar, event["message"])
        if len(messages) >= AGGREGATE_FROM:
            del messages[next(iter(messages))]
            event["message"] = "(combined from similar events): " + event["message"]
            key = similar
        _remember(self._similar, similar, (now_ms, messages))

        patch = None
        earlier = self._seen.pop(key, None)
        if earlier is not None:
            event["metadata"] = earlier["metadata"]
            event["firstTimestamp"] = earlier["firstTimestamp"]
            event["count"] = earlier["count"] + 1
            patch = {field: event[field] for field in ("count", "lastTimestamp", "message")}
        _remember(self._seen, key, {field: event[field] for field in COUNTED})
        if self._is_spam((*about[:5], event["type"]), now_ms):
            return
        self._writing = True
        self.component.trace.reacting_to(cause)
        self.write(event, patch, 0)

    def _is_spam(self, key: tuple[Any, ...], now_ms: int) -> bool:
        tokens, last_ms = self._buckets.pop(key, (float(SPAM_BURST), now_ms))
        tokens = min(float(SPAM_BURST), tokens + (now_ms - last_ms) / SPAM_REFILL_MS)
        spam = tokens < 1
        _remember(self._buckets, key, (tokens if spam else tokens - 1, now_ms))
        return spam


class SchedulerEvents(_Sink):
    """Records events in the style of events.k8s.io: a repeat starts a series, whose count is written now and then."""

    def __init__(self, client: Client, host: str, reporter: str = "default-scheduler") -> None:
        super().__init__(client)
        self.reporter = reporter
        self.instance = f"{reporter}-{host}"
        self._seen: dict[tuple[Any, ...], Object] = {}
        self.component.every(SERIES_FINISH_MS, self._finish_series)
        self.component.every(SERIES_REFRESH_MS, self._refresh_series)

    def event(self, obj: Object, type: str, reason: str, action: str, note: str, related: Object | None = None) -> None:
        """Tell that `action` was taken on `obj`, perhaps because of `related`."""
        now = micro_timestamp(self.now_ms())
        regarding = reference_to(obj)
        key = (type, reason, action, *regarding.values(), *(reference_to(related).values() if related else ()))
        earlier = self._seen.get(key)
        if earlier is not None:
            series = earlier.get("series")
            count = series["count"] + 1 if series else 2
            repeated = self._seen[key] = {**earlier, "series": {"count": count, "lastObservedTime": now}}
            if series is None:
                self._write_series(repeated)
            return
        event: Object = {
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": {"name": self.event_name(name_of(obj)), "namespace": namespace_of(obj) or "default"},
            "involvedObject": regarding,
            "reason": reason,
            "message": note[:1024],
            "source": {},
            "firstTimestamp": None,
            "lastTimestamp": None,
            "type": type,
            "eventTime": now,
            "action": action,
            "reportingComponent": self.reporter,
            "reportingInstance": self.instance,
        }
        if related is not None:
            event["related"] = reference_to(related)
        _remember(self._seen, key, event)
        self.write(event, None, 0)

    def _write_series(self, event: Object) -> None:
        self.write(event, {"series": event["series"]}, 0)

    def _finish_series(self) -> None:
        """Forget what has not been repeated for six minutes; of a series, write the last count."""
        before = micro_timestamp(self.now_ms() - SERIES_FINISH_MS)
        for key, event in list(self._seen.items()):
            series = event.get("series")
            if (series["lastObservedTime"] if series else event["eventTime"]) < before:
                del self._seen[key]
                if series:
                    self._write_series(event)

    def _refresh_series(self) -> None:
        for event in self._seen.values():
            if "series" in event:
                self._write_series(event)


def _remember(memory: dict[Any, Any], key: Any, value: Any) -> None:
    """Keep the most recently used entries; the key has been popped or is new."""
    memory[key] = value
    if len(memory) > REMEMBERED:
        del memory[next(iter(memory))]


__all__ = ["NORMAL", "WARNING", "EventRecorder", "SchedulerEvents", "reference_to"]
