"""Event of events.k8s.io/v1: the same Event with newer names for its fields."""

from __future__ import annotations

from ....machinery.objects import Object

# In the order in which a real API server sends them.
STORED_AS = {
    "eventTime": "eventTime",
    "series": "series",
    "reportingController": "reportingComponent",
    "reportingInstance": "reportingInstance",
    "action": "action",
    "reason": "reason",
    "regarding": "involvedObject",
    "related": "related",
    "note": "message",
    "type": "type",
    "deprecatedSource": "source",
    "deprecatedFirstTimestamp": "firstTimestamp",
    "deprecatedLastTimestamp": "lastTimestamp",
    "deprecatedCount": "count",
}
COMMON = ("kind", "apiVersion", "metadata")
ALWAYS: Object = {
    "eventTime": None,
    "regarding": {},
    "deprecatedSource": {},
    "deprecatedFirstTimestamp": None,
    "deprecatedLastTimestamp": None,
}


def to_stored(body: Object) -> Object:
    """What is written in events.k8s.io/v1, in the words of v1."""
    return {STORED_AS.get(name, name): value for name, value in body.items()}


def as_read(obj: Object) -> Object:
    """What is stored, in the words of events.k8s.io/v1."""
    shown: Object = {name: obj[name] for name in COMMON if name in obj}
    for name, stored in STORED_AS.items():
        value = obj.get(stored)
        if value not in (None, "", 0) or name in ALWAYS:
            shown[name] = ALWAYS.get(name) if value is None else value
    return shown
