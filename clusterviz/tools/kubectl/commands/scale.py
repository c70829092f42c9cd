"""kubectl scale: more or fewer, through the scale subresource."""

from __future__ import annotations

from ....cluster.machinery.api import MERGE_PATCH, Request
from ..errors import Failure, Refused, raise_all
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask
from ..output import DRY_RUN, OUTPUT, dry_run, dry_run_query, show
from ..selection import FILES, SELECTING, found

FLAGS = (
    *FILES,
    *SELECTING[:2],
    *DRY_RUN,
    *OUTPUT,
    Flag("replicas", kind="int", default=-1),
    Flag("current-replicas", kind="int", default=-1),
    Flag("resource-version", default=""),
    Flag("timeout", kind="duration", default=0),
)


def run(call: Invocation) -> Steps[int]:
    """The command."""
    if not call.flags.was_given("replicas"):
        raise Failure('required flag(s) "replicas" not set')
    if call.flags["replicas"] < 0:
        raise Failure("The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0")
    dry = dry_run(call)
    items, failures = yield from found(call, call.arguments)
    if not items:
        why = f" {' '.join(f.bare() if isinstance(f, Refused) else f.message for f in failures)}" if failures else ""
        if failures and isinstance(failures[0], Refused) and failures[0].response.code == 0:
            raise failures[0]
        raise Failure(f"no objects passed to scale{why}")
    for item in items:
        if call.flags["current-replicas"] >= 0:
            response = yield from ask(call, Request("get", item.resource, item.namespace, item.name, "scale"))
            there = response.body["spec"].get("replicas", 0)
            if there != call.flags["current-replicas"]:
                raise Failure(f"Expected replicas to be {call.flags['current-replicas']}, was {there}")
        wanted, revision = call.flags["resource-version"], (item.object or {})["metadata"].get("resourceVersion", "")
        if wanted and wanted != revision:
            raise Failure(f"Expected resource version to be {wanted}, was {revision}")
        obj = item.object or {}
        if dry != "client":
            request = Request(
                "patch",
                item.resource,
                item.namespace,
                item.name,
                "scale",
                body={"spec": {"replicas": call.flags["replicas"]}},
                query=dry_run_query(call),
                content_type=MERGE_PATCH,
            )
            scale = (yield from ask(call, request)).body
            obj = {**obj, "spec": {**obj.get("spec", {}), "replicas": scale["spec"].get("replicas", 0)}}
        yield from show(call, item.resource, obj, "scaled")
    raise_all(failures)
    return 0


COMMAND = Command(
    "scale", run, FLAGS, summary="Set a new size for a deployment, replica set, or replication controller"
)
