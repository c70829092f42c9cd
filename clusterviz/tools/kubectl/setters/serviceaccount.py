"""kubectl set serviceaccount: as whom Pods run."""

from __future__ import annotations

from ....cluster.machinery.objects import Object
from ..errors import Failure
from ..invocation import Command, Invocation, Steps
from .changing import FLAGS, change_all, chosen_items, needed_pod_spec


def run(call: Invocation) -> Steps[int]:
    """The command. The last argument is the account."""
    if not call.arguments:
        raise Failure("serviceaccount is required")
    *resources, name = call.arguments
    items = yield from chosen_items(call, resources)

    def change(obj: Object) -> None:
        spec = needed_pod_spec(obj)
        spec["serviceAccountName"] = name
        if "serviceAccount" in spec:
            spec["serviceAccount"] = name  # its old name, which the server keeps equal

    return (yield from change_all(call, items, change, "serviceaccount updated", "failed to patch ServiceAccountName"))


COMMAND = Command("serviceaccount", run, FLAGS, aliases=("sa",), summary="Update the service account of a resource")
