"""kubectl events: what has happened, in order."""

from __future__ import annotations

from ....cluster.machinery import go_order
from ....cluster.machinery.api import Request, WatchEvent
from ....cluster.machinery.field_managers import with_json
from ....cluster.machinery.go_sort import go_sorted
from ....cluster.machinery.objects import Object
from ....cluster.machinery.program import Next, Print
from ....cluster.machinery.resources import EVENTS
from ..describe.text import interval
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, out, typed_items
from ..output import FORMATS, OUTPUT, as_text
from ..printers import columns
from ..resource_names import resource_called

FLAGS = (
    *OUTPUT,
    Flag("all-namespaces", kind="bool", short="A", default=False),
    Flag("for", default=""),
    Flag("no-headers", kind="bool", default=False),
    Flag("types", kind="list"),
    Flag("watch", kind="bool", short="w", default=False),
    Flag("chunk-size", kind="int", default=500),
)


def run(call: Invocation) -> Steps[int]:
    """The command."""
    namespace = "" if call.flags["all-namespaces"] else call.namespace
    query = {"limit": "500"}
    if call.flags["for"]:
        kind, slash, name = call.flags["for"].partition("/")
        if not slash:
            raise Failure("--for must be in resource/name form")
        if "/" in name:
            raise Failure("arguments in resource/name form may not have more than one slash")
        resource = resource_called(kind, call.custom)
        query["fieldSelector"] = f"involvedObject.kind={resource.kind},involvedObject.name={name}"
    for wanted in call.flags["types"]:
        if wanted.lower() not in ("normal", "warning"):
            raise Failure("valid --types are Normal or Warning")
    events, revision = yield from _listed(call, namespace, query)
    now: int = yield Print("")
    events = go_sorted([event for event in events if _wanted(call, event)], last_seen)
    if call.flags["output"]:
        body = {"kind": "EventList", "apiVersion": "v1", "metadata": {}, "items": typed_items(EVENTS, events)}
        text = (
            ""
            if call.flags["output"] == "name"
            else as_text(call, go_order.ordered(with_json(body)), call.flags["output"], FORMATS, own=True)
        )
        if events:  # kubectl keeps to itself that a list has no name
            yield from out(text)
            return 0
    if not events and not call.flags["watch"]:
        where = "" if call.flags["all-namespaces"] else f" in {namespace} namespace"
        yield Print(f"No events found{where}.\n", error=True)
        return 0
    headers = [] if call.flags["no-headers"] else [_header(call)]
    yield Print(columns.table([*headers, *(_row(call, event, now) for event in events)]))
    if call.flags["watch"]:
        yield from _watch(call, namespace, query, revision)
    return 0


def _listed(call: Invocation, namespace: str, query: dict[str, str]) -> Steps[tuple[list[Object], str]]:
    """(all events of the selection, page by page, the revision of the list)."""
    found: list[Object] = []
    token = ""
    while True:
        page = {**query, **({"continue": token} if token else {})}
        body = (yield from ask(call, Request("list", EVENTS, namespace, query=page))).body
        found += body["items"]
        token = body["metadata"].get("continue", "")
        if not token:
            return found, body["metadata"]["resourceVersion"]


def _watch(call: Invocation, namespace: str, query: dict[str, str], revision: str) -> Steps[None]:
    watch = Request("watch", EVENTS, namespace, query={**query, "resourceVersion": revision})
    while True:
        event = yield Next(watch)
        if not isinstance(event, WatchEvent) or event.type == "ERROR":
            return
        if event.type in ("ADDED", "MODIFIED") and _wanted(call, event.object):
            now: int = yield Print("")
            yield Print(columns.table([_row(call, event.object, now)]))


def _wanted(call: Invocation, event: Object) -> bool:
    kinds = [kind.lower() for kind in call.flags["types"]]
    return not kinds or str(event.get("type", "")).lower() in kinds


def last_seen(event: Object) -> str:
    """When it happened last, as a text that sorts: whole seconds, or microseconds where they are known."""
    series = event.get("series")
    if series:
        return str(series.get("lastObservedTime") or "").rstrip("Z")
    return str(event.get("lastTimestamp") or event.get("eventTime") or "").rstrip("Z")


def _header(call: Invocation) -> list[str]:
    names = ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"]
    return ["NAMESPACE", *names] if call.flags["all-namespaces"] else names


def _row(call: Invocation, event: Object, now_ms: int) -> list[str]:
    about = event.get("involvedObject") or {}
    cells = [
        interval(event, now_ms),
        event.get("type", ""),
        event.get("reason", ""),
        f"{about.get('kind')}/{about.get('name')}",
        str(event.get("message", "")).strip(),
    ]
    return [event["metadata"].get("namespace", ""), *cells] if call.flags["all-namespaces"] else cells


COMMAND = Command("events", run, FLAGS, summary="List events")
