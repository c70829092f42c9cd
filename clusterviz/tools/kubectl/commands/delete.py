"""kubectl delete: ask for the end of objects, and wait for it."""

from __future__ import annotations

from ....cluster.machinery.api import Request
from .. import raw
from ..errors import Failure, Refused, raise_all
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, complain, out
from ..output import DRY_RUN, delete_options, dry_run
from ..resource_names import shown
from ..selection import FILES, SELECTING, Item, found
from ..waiting import gone

FLAGS = (
    *FILES,
    *SELECTING,
    *DRY_RUN,
    Flag("output", short="o", default=""),
    Flag("cascade", default="background", bare="background"),
    Flag("force", kind="bool", default=False),
    Flag("grace-period", kind="int", default=-1),
    Flag("ignore-not-found", kind="bool", default=False),
    Flag("now", kind="bool", default=False),
    Flag("timeout", kind="duration", default=0),
    Flag("wait", kind="bool", default=True),
    Flag(raw.RAW, default=""),
    Flag("interactive", kind="bool", short="i", default=False),
)
PROPAGATION = {"background": "Background", "orphan": "Orphan", "foreground": "Foreground"}
FORCED = (
    "Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. "
    "The resource may continue to run on the cluster indefinitely.\n"
)


def run(call: Invocation) -> Steps[int]:
    """The command."""
    if call.flags[raw.RAW]:
        return (yield from raw.send(call, "delete"))
    if call.flags["output"] not in ("", "name"):
        raise Failure(f"unexpected -o output mode: {call.flags['output']}. We only support '-o name'")
    grace = _grace(call)
    dry = dry_run(call)
    if call.flags["force"] and grace == 0:
        yield from complain(FORCED)
    items, failures = yield from found(call, call.arguments, read=False)
    if not items and not failures:
        if not call.flags["ignore-not-found"]:
            yield from out("No resources found\n")
        return 0
    deleted = []
    for item in items:
        try:
            yield from _delete(call, item, grace, dry)
        except Refused as refused:
            if not (refused.not_found and call.flags["ignore-not-found"]):
                failures.append(refused)
            continue
        deleted.append(item)
        yield from out(_line(call, item, grace, dry))
    if dry == "none" and call.flags["wait"] and not (call.flags["force"] and grace == 0):
        for item in deleted:
            if not (yield from gone(call, item, call.flags["timeout"] or None)):
                failures.append(Failure(f"timed out waiting for the condition on {item.resource.plural}/{item.name}"))
    raise_all(failures)
    return 0


def _grace(call: Invocation) -> int:
    """The grace period in seconds; -1 leaves it to the object."""
    grace: int = call.flags["grace-period"]
    if call.flags["cascade"] not in PROPAGATION:
        raise Failure(
            f'invalid cascade value ({call.flags["cascade"]}). Must be "background", "foreground", or "orphan"'
        )
    if call.flags["now"]:
        if grace != -1:
            raise Failure("--now and --grace-period cannot be specified together")
        return 1
    if call.flags["force"]:
        if grace > 0:
            raise Failure("--force and --grace-period greater than 0 cannot be specified together")
        return 0
    return 1 if grace == 0 else grace


def _delete(call: Invocation, item: Item, grace: int, dry: str) -> Steps[None]:
    doing = f'error when deleting "{item.source}"' if item.source else ""
    if dry == "client":
        yield from ask(call, Request("get", item.resource, item.namespace, item.name), doing)
        return
    body = delete_options(call, PROPAGATION[call.flags["cascade"]])
    if grace >= 0:
        body["gracePeriodSeconds"] = grace
    yield from ask(call, Request("delete", item.resource, item.namespace, item.name, body=body), doing)


def _line(call: Invocation, item: Item, grace: int, dry: str) -> str:
    if call.flags["output"] == "name":
        return f"{item.shown}\n"
    kind = shown(item.resource, "").rstrip("/")
    done = "force deleted" if grace == 0 else "deleted"
    suffix = {"client": " (dry run)", "server": " (server dry run)"}.get(dry, "")
    return f'{kind} "{item.name}" {done}{suffix}\n'


COMMAND = Command(
    "delete",
    run,
    FLAGS,
    summary="Delete resources by file names, stdin, resources and names, or by resources and label selector",
)
