"""kubectl autoscale: a HorizontalPodAutoscaler for something that can be scaled."""

from __future__ import annotations

from ....cluster.machinery.api import Request
from ....cluster.machinery.objects import Object
from ..creators.making import required
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask
from ..last_applied import last_applied
from ..output import DRY_RUN, OUTPUT, dry_run, dry_run_query, show
from ..resource_names import resource_called
from ..selection import FILES, Item, selection

FLAGS = (
    *FILES,
    *OUTPUT,
    *DRY_RUN,
    Flag("min", kind="int32", default=-1),
    Flag("max", kind="int32", default=-1),
    Flag("cpu-percent", kind="int32", default=-1),
    Flag("name", default=""),
    Flag("field-manager", default="kubectl-autoscale"),
    Flag("save-config", kind="bool", default=False),
)


def run(call: Invocation) -> Steps[int]:
    """The command."""
    required(call, "max")
    least, most = call.flags["min"], call.flags["max"]
    if most < 1:
        raise Failure(f"--max=MAXPODS is required and must be at least 1, max: {most}")
    if most < least:
        raise Failure(f"--max=MAXPODS must be larger or equal to --min=MINPODS, max: {most}, min: {least}")
    resource = resource_called("horizontalpodautoscalers.v2.autoscaling")
    for item in (yield from selection(call, call.arguments)):
        if "scale" not in item.resource.subresources:
            where = f"{item.resource.group}/{item.resource.version}, Resource={item.resource.plural}"
            why = f"could not find scale subresource for {where} in discovery information"
            raise Failure(f"cannot autoscale a {item.resource.kind}: {why}")
        obj = _autoscaler(call, item)
        if dry_run(call) == "client":
            yield from show(call, resource, obj, "autoscaled", own=True)
            continue
        sent = {**obj, "metadata": {key: value for key, value in obj["metadata"].items() if value is not None}}
        sent = last_applied(sent) if call.flags["save-config"] else sent
        query = {**dry_run_query(call), "fieldManager": call.flags["field-manager"]}
        response = yield from ask(call, Request("create", resource, item.namespace, body=sent, query=query))
        yield from show(call, resource, response.body, "autoscaled")
    return 0


def _autoscaler(call: Invocation, item: Item) -> Object:
    spec: Object = {
        "scaleTargetRef": {"kind": item.resource.kind, "name": item.name, "apiVersion": item.resource.api_version}
    }
    if call.flags["min"] > 0:
        spec["minReplicas"] = call.flags["min"]
    spec["maxReplicas"] = call.flags["max"]
    share = call.flags["cpu-percent"]
    if share >= 0:
        target = {"type": "Utilization", "averageUtilization": share}
        spec["metrics"] = [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
    return {
        "kind": "HorizontalPodAutoscaler",
        "apiVersion": "autoscaling/v2",
        "metadata": {"name": call.flags["name"] or item.name, "creationTimestamp": None},
        "spec": spec,
        "status": {"desiredReplicas": 0, "currentMetrics": None},
    }


COMMAND = Command(
    "autoscale",
    run,
    FLAGS,
    summary="Auto-scale a deployment, replica set, stateful set, or replication controller",
)
