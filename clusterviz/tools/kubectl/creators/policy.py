"""kubectl create poddisruptionbudget, quota and priorityclass: limits that others keep."""

from __future__ import annotations

import re

from ....cluster.machinery.objects import Object
from ....cluster.machinery.quantities import QuantityError, parse
from ....cluster.machinery.resources import PRIORITYCLASSES
from ....cluster.machinery.selector_texts import label_selector_of
from ....cluster.machinery.selectors import SelectorError
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps
from ..resource_names import resource_called
from .making import FLAGS, make, metadata, name_of_call

_COUNT = re.compile(r"[0-9]+%?")


def _budget(call: Invocation) -> Steps[int]:
    name = name_of_call(call)
    least, most = call.flags["min-available"], call.flags["max-unavailable"]
    if not call.flags["selector"]:
        raise Failure("a selector must be specified")
    if not least and not most:
        raise Failure("one of min-available or max-unavailable must be specified")
    if least and most:
        raise Failure("min-available and max-unavailable cannot be both specified")
    for flag, text in (("min-available", least), ("max-unavailable", most)):
        if text and not _COUNT.fullmatch(text):
            raise Failure(f"invalid format specified for {flag}")
    spec: Object = {"minAvailable": _count(least)} if least else {}
    spec["selector"] = _selector(call.flags["selector"])
    if most:
        spec["maxUnavailable"] = _count(most)
    counts = ("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods")
    obj = {
        "kind": "PodDisruptionBudget",
        "apiVersion": "policy/v1",
        "metadata": metadata(call, name),
        "spec": spec,
        "status": dict.fromkeys(counts, 0),
    }
    resource = resource_called("poddisruptionbudgets.policy")
    return (yield from make(call, resource, obj, "failed to create poddisruptionbudgets: "))


def _count(text: str) -> int | str:
    return int(text) if text.isdigit() else text


def _selector(text: str) -> Object:
    try:
        return label_selector_of(text)
    except SelectorError as why:
        raise Failure(str(why)) from why


def _quota(call: Invocation) -> Steps[int]:
    name = name_of_call(call)
    spec: Object = {}
    if call.flags["hard"]:
        spec["hard"] = _quantities(call.flags["hard"])
    if call.flags["scopes"]:
        spec["scopes"] = call.flags["scopes"].split(",")
    obj = {"kind": "ResourceQuota", "apiVersion": "v1", "metadata": metadata(call, name), "spec": spec, "status": {}}
    return (yield from make(call, resource_called("resourcequotas"), obj, "failed to create quota: "))


def _quantities(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in text.split(","):
        name, equals, amount = part.partition("=")
        if not equals or "=" in amount:
            raise Failure(f"Invalid argument syntax {part}, expected <resource>=<value>")
        try:
            parse(amount)
        except QuantityError as error:
            raise Failure(
                "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
            ) from error
        found[name] = amount
    return {name: found[name] for name in sorted(found)}


def _priorityclass(call: Invocation) -> Steps[int]:
    obj: Object = {
        "kind": "PriorityClass",
        "apiVersion": "scheduling.k8s.io/v1",
        "metadata": {"name": name_of_call(call), "creationTimestamp": None},
        "value": call.flags["value"],
    }
    if call.flags["global-default"]:
        obj["globalDefault"] = True
    if call.flags["description"]:
        obj["description"] = call.flags["description"]
    obj["preemptionPolicy"] = call.flags["preemption-policy"]
    return (yield from make(call, PRIORITYCLASSES, obj, "failed to create priorityclass: "))


PODDISRUPTIONBUDGET = Command(
    "poddisruptionbudget",
    _budget,
    (*FLAGS, *(Flag(name, default="") for name in ("min-available", "max-unavailable", "selector"))),
    aliases=("pdb",),
    summary="Create a pod disruption budget with the specified name",
)
QUOTA = Command(
    "quota",
    _quota,
    (*FLAGS, Flag("hard", default=""), Flag("scopes", default="")),
    aliases=("resourcequota",),
    summary="Create a quota with the specified name",
)
PRIORITYCLASS = Command(
    "priorityclass",
    _priorityclass,
    (
        *FLAGS,
        Flag("value", kind="int32", default=0),
        Flag("global-default", kind="bool", default=False),
        Flag("description", default=""),
        Flag("preemption-policy", default="PreemptLowerPriority"),
    ),
    aliases=("pc",),
    summary="Create a priority class with the specified name",
)
