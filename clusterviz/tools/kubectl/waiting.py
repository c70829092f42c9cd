"""Waiting for objects: a watch on the one object, until it is as wanted, gone, or time is up."""

from __future__ import annotations

from collections.abc import Callable

from ...cluster.machinery.api import Request, WatchEvent
from ...cluster.machinery.objects import Object, name_of
from ...cluster.machinery.program import Next, Print
from .errors import Failure, Refused
from .invocation import Invocation, Steps, ask
from .selection import Item

Met = Callable[[Object | None], bool]


def until(call: Invocation, item: Item, met: Met, timeout_ms: int | None) -> Steps[bool]:
    """Wait until `met(object)` (None: it is gone) says yes. False when time is up."""
    started: int = yield Print("")
    while True:
        request = Request(
            "list", item.resource, item.namespace, query={"fieldSelector": f"metadata.name={item.name}", "limit": "500"}
        )
        response = yield from ask(call, request)
        objects = [obj for obj in response.body["items"] if name_of(obj) == item.name]
        if met(objects[0] if objects else None):
            return True
        watch = Request(
            "watch",
            item.resource,
            item.namespace,
            query={
                "fieldSelector": f"metadata.name={item.name}",
                "resourceVersion": response.body["metadata"]["resourceVersion"],
            },
        )
        while True:
            now: int = yield Print("")
            left = None if timeout_ms is None else timeout_ms - (now - started)
            if left is not None and left <= 0:
                return False
            event = yield Next(watch, left)
            if event is None:
                return False
            if not isinstance(event, WatchEvent) or event.type == "ERROR":
                if not isinstance(event, WatchEvent) and event.code == 0:
                    raise Refused(event)
                break  # the stream ended: list again
            if event.type in ("ADDED", "MODIFIED") and met(event.object):
                return True
            if event.type == "DELETED" and met(None):
                return True


def gone(call: Invocation, item: Item, timeout_ms: int | None) -> Steps[bool]:
    """Wait until the object, or at least this one of its name, is gone."""
    try:
        response = yield from ask(call, Request("get", item.resource, item.namespace, item.name))
    except Refused as refused:
        if refused.not_found:
            return True
        raise
    uid = response.body["metadata"]["uid"]
    return (yield from until(call, item, _Gone(uid), timeout_ms))


class _Gone:
    """Whether the object with this UID is no more."""

    def __init__(self, uid: str) -> None:
        self.uid = uid

    def __call__(self, obj: Object | None) -> bool:
        return obj is None or obj["metadata"]["uid"] != self.uid


def timed_out(item: Item) -> Failure:
    """Time is up."""
    return Failure(f"timed out waiting for the condition on {item.resource.plural}/{item.name}")


def not_met(item: Item) -> Failure:
    """There was no time to wait."""
    return Failure(f"condition not met for {item.resource.plural}/{item.name}")
