"""kubectl set selector: which Pods a Service serves."""

from __future__ import annotations

from ....cluster.machinery.objects import Object
from ....cluster.machinery.selector_texts import label_selector_of
from ....cluster.machinery.selectors import SelectorError
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps
from .changing import FLAGS, change_all, chosen_items


def run(call: Invocation) -> Steps[int]:
    """The command. The last argument is the selector."""
    if not call.arguments:
        raise Failure("one selector is required")
    *resources, text = call.arguments
    try:
        selector = label_selector_of(text)
    except SelectorError as error:
        raise Failure(str(error)) from error
    labels = selector.get("matchLabels") or {}
    odd = [
        f"{{{one['key']} {one['operator']} [{' '.join(one.get('values') or ())}]}}"
        for one in selector.get("matchExpressions") or ()
    ]
    items = yield from chosen_items(call, resources)

    def change(obj: Object) -> None:
        if obj["kind"] != "Service":
            raise Failure("setting a selector is only supported for Services")
        if odd:
            raise Failure(f"match expression [{' '.join(odd)}] not supported on this object")
        obj["spec"]["selector"] = labels

    return (yield from change_all(call, items, change, "selector updated"))


COMMAND = Command(
    "selector", run, (*FLAGS, Flag("resource-version", default="")), summary="Set the selector on a resource"
)
