"""kubectl set resources: what containers request, and their limits."""

from __future__ import annotations

from ....cluster.machinery.objects import Object
from ....cluster.machinery.quantities import QuantityError, parse
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps
from .changing import CONTAINERS, FLAGS, change_all, chosen_containers, chosen_items, needed_pod_spec

NOT_A_QUANTITY = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"


def run(call: Invocation) -> Steps[int]:
    """The command."""
    if not call.arguments and not call.flags["filename"]:
        yield from chosen_items(call, [])
    if not call.flags["requests"] and not call.flags["limits"]:
        raise Failure("you must specify an update to requests or limits (in the form of --requests/--limits)")
    asked = {kind: _quantities(call.flags[kind]) for kind in ("limits", "requests")}
    items = yield from chosen_items(call, call.arguments)

    def change(obj: Object) -> None:
        containers = chosen_containers(call, needed_pod_spec(obj))
        if not containers:
            raise Failure(f"unable to find container named {call.flags['containers']}")
        for container in containers:
            resources = container.setdefault("resources", {})
            for kind, values in asked.items():
                if values:
                    resources[kind] = {**(resources.get(kind) or {}), **values}

    failed = "failed to patch resources update to pod template "
    return (yield from change_all(call, items, change, "resource requirements updated", failed))


def _quantities(text: str) -> dict[str, str]:
    values = {}
    for part in text.split(",") if text else []:
        name, equals, value = part.partition("=")
        if not equals or "=" in value:
            raise Failure(f"Invalid argument syntax {part}, expected <resource>=<value>")
        try:
            parse(value)
        except (QuantityError, ValueError) as error:
            raise Failure(NOT_A_QUANTITY) from error
        values[name] = value
    return values


COMMAND = Command(
    "resources",
    run,
    (*FLAGS, CONTAINERS, Flag("limits", default=""), Flag("requests", default="")),
    summary="Update resource requests/limits on objects with pod templates",
)
