"""kubectl replace: the whole object, as the file says."""

from __future__ import annotations

from ....cluster.machinery.api import Request
from .. import manifests, raw
from ..errors import Failure, Refused, raise_all
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, out
from ..output import DRY_RUN, OUTPUT, dry_run, dry_run_query, show
from ..resource_names import shown
from ..selection import FILES, Item
from ..waiting import gone
from .apply import VALIDATE, validation

FLAGS = (
    *FILES,
    *OUTPUT,
    *DRY_RUN,
    VALIDATE,
    Flag("force", kind="bool", default=False),
    Flag("field-manager", default="kubectl-replace"),
    Flag("grace-period", kind="int", default=-1),
    Flag(raw.RAW, default=""),
    Flag("subresource", default=""),
    Flag("wait", kind="bool", default=False),
    Flag("cascade", default="background", bare="background"),
    Flag("timeout", kind="duration", default=0),
    Flag("save-config", kind="bool", default=False),
)


def run(call: Invocation) -> Steps[int]:
    """The command."""
    if not call.flags["filename"]:  # with --raw too
        raise Failure("must specify one of -f and -k")
    if call.flags[raw.RAW]:
        return (yield from raw.send(call, "update"))
    if call.flags["timeout"] and not call.flags["force"]:
        raise Failure("--timeout must have --force specified")
    if call.flags["grace-period"] >= 0 and not call.flags["force"]:
        raise Failure("--grace-period must have --force specified")
    if call.flags["force"] and dry_run(call) != "none":
        raise Failure("--dry-run can not be used when --force is set")
    failures: list[Failure] = []
    items = []
    for manifest in manifests.read(call, call.flags["filename"]):
        metadata = manifest.object["metadata"]
        namespace, name = metadata.get("namespace", ""), metadata.get("name", "")
        items.append(Item(manifest.resource, namespace, name, manifest.object, manifest.source))
    if call.flags["force"]:  # all must be gone before the first is made anew
        yield from _delete_first(call, items)
    for item in items:
        try:
            yield from _replace(call, item)
        except Failure as failure:
            failures.append(failure)
    raise_all(failures)
    return 0


def _replace(call: Invocation, item: Item) -> Steps[None]:
    query = {**dry_run_query(call), "fieldManager": call.flags["field-manager"], "fieldValidation": validation(call)}
    doing = f'error when replacing "{item.source}"'
    obj = item.object or {}
    if dry_run(call) == "client":
        yield from show(call, item.resource, obj, "replaced")
        return
    if call.flags["force"]:
        response = yield from ask(call, Request("create", item.resource, item.namespace, body=obj, query=query), doing)
    else:
        there = (yield from ask(call, Request("get", item.resource, item.namespace, item.name), doing)).body
        if not obj["metadata"].get("resourceVersion"):  # whatever is there now is replaced
            version = there["metadata"]["resourceVersion"]
            obj = {**obj, "metadata": {**obj["metadata"], "resourceVersion": version}}
        request = Request(
            "update", item.resource, item.namespace, item.name, call.flags["subresource"], body=obj, query=query
        )
        response = yield from ask(call, request, doing)
    yield from show(call, item.resource, response.body, "replaced")


def _delete_first(call: Invocation, items: list[Item]) -> Steps[None]:
    """Delete the objects that there are, and wait until they are gone."""
    grace = 1 if call.flags["grace-period"] == 0 else call.flags["grace-period"]
    body = {"kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Background"}
    options = body if grace < 0 else {**body, "gracePeriodSeconds": grace}
    for item in items:
        try:
            request = Request("delete", item.resource, item.namespace, item.name, body=options)
            yield from ask(call, request, f'error when replacing "{item.source}"')
        except Refused as refused:
            if not refused.not_found:
                raise
            continue
        yield from out(f'{shown(item.resource, "").rstrip("/")} "{item.name}" deleted\n')
    for item in items:
        yield from gone(call, item, call.flags["timeout"] or None)


COMMAND = Command("replace", run, FLAGS, summary="Replace a resource by file name or stdin")
