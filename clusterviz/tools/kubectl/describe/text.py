"""The parts of descriptions that all kinds share: labels, annotations, times, events. Tabs become columns at the end."""

from __future__ import annotations

from typing import Any

from ....cluster.machinery.go_sort import go_sorted
from ....cluster.machinery.objects import (
    Object,
    annotations_of,
    controller_of,
    labels_of,
    name_of,
    namespace_of,
    uid_of,
)
from ....cluster.machinery.resources import EVENTS
from ....cluster.machinery.times import age, rfc1123, unix_ms
from ..invocation import Invocation, Steps, list_of
from ..last_applied import LAST_APPLIED

LONGEST_ANNOTATION = 140


def moment(text: str | None) -> str:
    """A timestamp as descriptions show it."""
    return rfc1123(unix_ms(text)) if text else "<unset>"


def since(text: str | None, now_ms: int) -> str:
    """How long ago a timestamp was."""
    return age(now_ms - unix_ms(text)) if text else "<unknown>"


def pairs(title: str, values: dict[str, str] | None, indent: str = "") -> str:
    """`Labels:` with one pair to a line."""
    if not values:
        return f"{indent}{title}:\t<none>\n"
    lines = [f"{key}={values[key]}" for key in sorted(values)]
    return f"{indent}{title}:\t" + "\n\t".join(lines) + "\n"


def annotation_lines(values: dict[str, str] | None, indent: str = "", title: str = "Annotations") -> str:
    """`Annotations:`; long ones go below their key, and what apply remembers is left out."""
    shown = {key: value for key, value in (values or {}).items() if key != LAST_APPLIED}
    if not shown:
        return f"{indent}{title}:\t<none>\n"
    lines = []
    for key in sorted(shown):
        value = shown[key].removesuffix("\n")
        if len(value) + len(key) + 2 > LONGEST_ANNOTATION or "\n" in value:
            lines.append(f"{key}:")
            lines += [f"  {_shortened(line, LONGEST_ANNOTATION - 2)}" for line in value.split("\n")]
        else:
            lines.append(f"{key}: {value}")
    return f"{indent}{title}:\t" + "\n\t".join(lines) + "\n"


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest] + "..."


def head(obj: Object) -> str:
    """Name, namespace, labels and annotations."""
    namespace = f"Namespace:\t{namespace_of(obj)}\n" if namespace_of(obj) else ""
    return (
        f"Name:\t{name_of(obj)}\n{namespace}" + pairs("Labels", labels_of(obj)) + annotation_lines(annotations_of(obj))
    )


def controlled_by(obj: Object) -> str:
    """`Controlled By:`, if something controls it."""
    owner = controller_of(obj)
    return f"Controlled By:\t{owner['kind']}/{owner['name']}\n" if owner else ""


def plain_pairs(values: dict[str, str] | None) -> str:
    """`a=b,c=d`."""
    return ",".join(f"{key}={values[key]}" for key in sorted(values)) if values else "<none>"


def conditions(obj: Object) -> str:
    """Type, status and reason of a workload's conditions."""
    found = obj.get("status", {}).get("conditions") or []
    if not found:
        return ""
    lines = [f"  {one['type']} \t{one['status']}\t{one.get('reason', '')}\n" for one in found]
    return "Conditions:\n  Type\tStatus\tReason\n  ----\t------\t------\n" + "".join(lines)


def events_of(call: Invocation, obj: Object, *, kind: bool = True, uid: str = "") -> Steps[list[Object]]:
    """The events about an object."""
    fields = {"involvedObject.name": name_of(obj), "involvedObject.namespace": namespace_of(obj)}
    if kind:
        fields["involvedObject.kind"] = obj["kind"]
    if uid or "uid" in obj["metadata"]:  # what is never stored has none
        fields["involvedObject.uid"] = uid or uid_of(obj)
    query = ",".join(f"{name}={value}" for name, value in fields.items())
    return (yield from list_of(call, EVENTS, namespace_of(obj), fields=query))


def events_text(events: list[Any], now_ms: int) -> str:
    """The table of events at the end of a description."""
    if not events:
        return "Events:\t<none>\n"
    lines = ["Events:", "  Type\tReason\tAge\tFrom\tMessage", "  ----\t------\t----\t----\t-------"]
    for event in go_sorted(events, lambda event: event.get("lastTimestamp") or ""):
        source = (event.get("source") or {}).get("component") or event.get("reportingComponent", "")
        message = event.get("message", "").strip()
        lines.append(f"  {event['type']}\t{event['reason']}\t{interval(event, now_ms)}\t{source}\t{message}")
    return "\n".join(lines) + "\n"


def interval(event: Object, now_ms: int) -> str:
    """`5s`, or `1s (x2 over 14s)` for what happened several times."""
    first = since(event.get("eventTime") or event.get("firstTimestamp"), now_ms)
    series = event.get("series")
    if series:
        return f"{since(series['lastObservedTime'], now_ms)} (x{series['count']} over {first})"
    if (event.get("count") or 0) > 1:
        return f"{since(event['lastTimestamp'], now_ms)} (x{event['count']} over {first})"
    return first


def yes_no(value: Any) -> str:
    """Go's `true` and `false`."""
    return "true" if value else "false"


def title(value: Any) -> str:
    """`True` and `False`."""
    return "True" if value else "False"
