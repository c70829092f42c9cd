"""kubectl set selector: which Pods a Service serves."""

from __future__ import annotations

from ....cluster.machinery.objects import Object
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps
from .changing import FLAGS, change_all, chosen_items


def run(call: Invocation) -> Steps[int]:
    """The command. The last argument is the selector."""
    if not call.arguments:
        raise Failure("one selector is required")
    *resources, text = call.arguments
    pairs = [part.partition("=") for part in text.split(",")]
    if not all(equals for _, equals, _ in pairs):
        raise Failure(f'couldn\'t parse the selector string "{text}": a Service selects by key=value only')
    labels = {key: value.removeprefix("=") for key, _, value in pairs}
    items = yield from chosen_items(call, resources)

    def change(obj: Object) -> None:
        if obj["kind"] != "Service":
            raise Failure("setting a selector is only supported for Services")
        obj["spec"]["selector"] = labels

    return (yield from change_all(call, items, change, "selector updated"))


COMMAND = Command(
    "selector", run, (*FLAGS, Flag("resource-version", default="")), summary="Set the selector on a resource"
)
