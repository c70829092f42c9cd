"""Priority: a Pod's priority class becomes a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object
from ....machinery.resources import PODS, PRIORITYCLASSES
from .. import errors

if TYPE_CHECKING:
    from ..server import ApiServer


def admit(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    if request.resource is not PODS or old is not None:
        return
    spec = obj["spec"]
    classes = server.cache.of(PRIORITYCLASSES).objects
    name = spec.get("priorityClassName")
    if name:
        chosen = classes.get(name)
        if chosen is None:
            why = f"no PriorityClass with name {name} was found"
            raise errors.forbidden(PODS, obj["metadata"].get("name", ""), why)
    else:
        defaults = [found for _, found in sorted(classes.items()) if found.get("globalDefault")]
        chosen = min(defaults, key=_value) if defaults else None
        if chosen is not None:
            spec["priorityClassName"] = chosen["metadata"]["name"]
    spec["priority"] = chosen["value"] if chosen is not None else 0
    policy = (chosen or {}).get("preemptionPolicy") or "PreemptLowerPriority"
    spec["preemptionPolicy"] = spec.get("preemptionPolicy") or policy


def _value(priority_class: Object) -> int:
    return int(priority_class["value"])
