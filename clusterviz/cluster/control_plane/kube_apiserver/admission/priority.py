"""Priority: a Pod's priority class becomes a number; and only one class is the default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object, name_of
from ....machinery.resources import PODS, PRIORITYCLASSES
from .. import errors

if TYPE_CHECKING:
    from ..server import ApiServer

ANYWAY = "PreemptLowerPriority"


def admit(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    if request.resource is PRIORITYCLASSES:
        _one_default(server, obj)
    elif request.resource is PODS and old is None:
        _number(server, obj)


def _number(server: ApiServer, pod: Object) -> None:
    spec, pod_name = pod["spec"], pod["metadata"].get("name", "")
    classes = server.cache.of(PRIORITYCLASSES).objects
    name = spec.get("priorityClassName")
    if name:
        chosen = classes.get(name)
        if chosen is None:
            raise errors.forbidden(PODS, pod_name, f"no PriorityClass with name {name} was found")
    else:
        defaults = [found for _, found in sorted(classes.items()) if found.get("globalDefault")]
        chosen = min(defaults, key=_value) if defaults else None
        if chosen is not None:
            spec["priorityClassName"] = chosen["metadata"]["name"]
    value = chosen["value"] if chosen is not None else 0
    policy = (chosen or {}).get("preemptionPolicy") or ANYWAY
    if spec.get("priority") not in (None, value):
        sent = f"the integer value of priority ({spec['priority']}) must not be provided in pod spec; "
        why = f"{sent}priority admission controller computed {value} from the given PriorityClass name"
        raise errors.forbidden(PODS, pod_name, why)
    if spec.get("preemptionPolicy") not in (None, policy):
        sent = f"the string value of PreemptionPolicy ({spec['preemptionPolicy']}) must not be provided in pod spec; "
        why = f"{sent}priority admission controller computed {policy} from the given PriorityClass name"
        raise errors.forbidden(PODS, pod_name, why)
    spec["priority"] = value
    spec["preemptionPolicy"] = policy


def _one_default(server: ApiServer, priority_class: Object) -> None:
    if not priority_class.get("globalDefault"):
        return
    name = priority_class["metadata"].get("name", "")
    for other in server.cache.of(PRIORITYCLASSES).objects.values():
        if other.get("globalDefault") and name_of(other) != name:
            why = f"PriorityClass {name_of(other)} is already marked as default. Only one default can exist"
            raise errors.forbidden(PRIORITYCLASSES, name, why)


def _value(priority_class: Object) -> int:
    return int(priority_class["value"])
