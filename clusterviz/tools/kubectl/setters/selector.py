"""kubectl set selector: which Pods a Service serves."""

from __future__ import annotations

import re

from ....cluster.machinery.objects import Object
from ....cluster.machinery.selectors import SelectorError, parse_labels
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps
from .changing import FLAGS, change_all, chosen_items


def run(call: Invocation) -> Steps[int]:
    """The command. The last argument is the selector."""
    if not call.arguments:
        raise Failure("one selector is required")
    *resources, text = call.arguments
    if "!=" in text:
        raise Failure('"!=" is not a valid label selector operator')
    try:
        requirements = parse_labels(text).requirements
    except SelectorError as error:
        raise Failure(str(error)) from error
    plain = [one for one in requirements if re.search(rf"(^|,)\s*{re.escape(one.key)}\s*=", text)]
    odd = [f"{{{one.key} {one.operator} [{' '.join(one.values)}]}}" for one in requirements if one not in plain]
    items = yield from chosen_items(call, resources)
    labels = {one.key: one.values[0] for one in plain}

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
