"""kubectl create: from a file, or from flags with one subcommand for each kind (`creators/`)."""

from __future__ import annotations

from ....cluster.machinery.api import Request
from .. import manifests, raw
from ..creators import CREATORS
from ..errors import Failure, Refused, raise_all
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask
from ..last_applied import last_applied
from ..output import DRY_RUN, OUTPUT, dry_run, dry_run_query, show
from ..selection import FILES
from .apply import VALIDATE, validation

FLAGS = (
    *FILES,
    *OUTPUT,
    *DRY_RUN,
    VALIDATE,
    Flag("field-manager", default="kubectl-create"),
    Flag("save-config", kind="bool", default=False),
    Flag("edit", kind="bool", default=False),
    Flag("selector", short="l", default=""),
    Flag(raw.RAW, default=""),
    Flag("windows-line-endings", kind="bool", default=False),
)


def run(call: Invocation) -> Steps[int]:
    """create -f."""
    if call.flags[raw.RAW]:
        return (yield from raw.send(call, "create"))
    if not call.flags["filename"]:
        if call.arguments:
            raise Failure(
                f"Unexpected args: [{' '.join(call.arguments)}]\nSee 'kubectl create -h' for help and examples"
            )
        raise Failure("must specify one of -f and -k")
    dry = dry_run(call)
    failures: list[Failure] = []
    files = manifests.read(call, call.flags["filename"])
    if not files:
        raise Failure("no objects passed to create")
    for manifest in files:
        obj = last_applied(manifest.object) if call.flags["save-config"] else manifest.object
        if dry == "client":
            yield from show(call, manifest.resource, obj, "created")
            continue
        query = {
            **dry_run_query(call),
            "fieldManager": call.flags["field-manager"],
            "fieldValidation": validation(call),
        }
        metadata = obj.get("metadata") or {}
        request = Request("create", manifest.resource, metadata.get("namespace", ""), body=obj, query=query)
        try:
            response = yield from ask(call, request, f'error when creating "{manifest.source}"')
        except Refused as refused:
            failures.append(refused)
            continue
        yield from show(call, manifest.resource, response.body, "created")
    raise_all(failures)
    return 0


COMMAND = Command("create", run, FLAGS, subcommands=CREATORS, summary="Create a resource from a file or from stdin")
