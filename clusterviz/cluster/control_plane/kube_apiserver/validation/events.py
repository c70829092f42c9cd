"""Events: what makes sense in any version, and what events.k8s.io/v1 insists on."""

from __future__ import annotations

from ....machinery.objects import Object
from ..errors import FieldError
from .fields import invalid, names, qualified_name, required, subdomain

LONGEST, LONGEST_NOTE = 128, 1024
TYPES = ("Normal", "Warning")
# What an Event of events.k8s.io/v1 never changes, in Kubernetes' order; it asks twice about the reason.
UNCHANGING = (
    "involvedObject",
    "reason",
    "message",
    "source",
    "firstTimestamp",
    "lastTimestamp",
    "count",
    "reason",
    "type",
    "eventTime",
    "action",
    "related",
    "reportingController",
    "reportingInstance",
)


def event(obj: Object) -> list[FieldError]:
    """What is wrong with an Event, whoever wrote it."""
    namespace = obj["metadata"].get("namespace", "")
    involved = (obj.get("involvedObject") or {}).get("namespace", "")
    found: list[FieldError] = []
    elsewhere = invalid("involvedObject.namespace", involved, "does not match event.namespace")
    if not obj.get("eventTime"):
        if namespace != involved and (involved or namespace not in ("", "default")):
            found.append(elsewhere)
        return found
    if not involved and namespace not in ("default", "kube-system"):
        found.append(elsewhere)
    reporter = obj.get("reportingComponent") or ""
    if not reporter:
        found.append(required("reportingController"))
    found += names("reportingController", reporter, qualified_name)
    for field in ("reportingInstance", "action", "reason"):
        value = obj.get(field) or ""
        if not value:
            found.append(required(field))
        if len(value) > LONGEST:
            found.append(invalid(field, "", f"can have at most {LONGEST} characters"))
    if len(obj.get("message") or "") > LONGEST_NOTE:
        found.append(invalid("message", "", f"can have at most {LONGEST_NOTE} characters"))
    found += names("namespace", namespace, subdomain)
    return found


def strict_event(obj: Object, old: Object | None) -> list[FieldError]:
    """What is wrong with an Event that is written through events.k8s.io/v1, beyond that."""
    found: list[FieldError] = []
    if old is None or obj.get("series") != old.get("series"):
        found += _series(obj)
    if old is not None:
        stored = {"reportingController": "reportingComponent"}
        changed = [name for name in UNCHANGING if obj.get(stored.get(name, name)) != old.get(stored.get(name, name))]
        return found + [invalid(name, obj.get(stored.get(name, name)), "field is immutable") for name in changed]
    if not obj.get("eventTime"):
        found.append(required("eventTime"))
    if obj.get("type") not in TYPES:
        found.append(invalid("type", "", f"has invalid value: {obj.get('type') or ''}"))
    found += [
        invalid(field, "", "needs to be unset")
        for field in ("firstTimestamp", "lastTimestamp", "count", "source")
        if obj.get(field)
    ]
    return found


def _series(obj: Object) -> list[FieldError]:
    series = obj.get("series")
    if series is None:
        return []
    found = []
    if (series.get("count") or 0) < 2:
        found.append(invalid("series.count", "", "should be at least 2"))
    if not series.get("lastObservedTime"):
        found.append(required("series.lastObservedTime"))
    return found
