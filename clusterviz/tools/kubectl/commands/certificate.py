"""kubectl certificate: say yes or no to who asks for a certificate."""

from __future__ import annotations

from functools import partial
from typing import Any

from ....cluster.machinery.api import Request, Response
from ....cluster.machinery.objects import Object
from ....cluster.machinery.program import Ask
from ....cluster.machinery.resources import CERTIFICATESIGNINGREQUESTS
from ..errors import Failure, Refused
from ..flags import Flag
from ..invocation import Command, Invocation, Steps
from ..output import OUTPUT, show
from ..selection import FILES, Item, found

TRIES = 10
VERBS = {
    "approve": ("Approved", "KubectlApprove", "This CSR was approved by kubectl certificate approve.", "approved"),
    "deny": ("Denied", "KubectlDeny", "This CSR was denied by kubectl certificate deny.", "denied"),
}


def _run(verb: str, call: Invocation) -> Steps[int]:
    if not call.arguments and not call.flags["filename"]:
        raise Failure("one or more CSRs must be specified as <name> or -f <filename>")
    names = [] if call.flags["filename"] else [f"certificatesigningrequests/{name}" for name in call.arguments]
    items, failures = yield from found(call, names)
    for item in items:
        if item.resource is not CERTIFICATESIGNINGREQUESTS:
            raise Failure(
                "can only process certificates.k8s.io/v1 or certificates.k8s.io/v1beta1 certificate signing requests"
            )
        yield from _decide(call, verb, item)
    if failures:
        raise failures[0]
    return 0


def _decide(call: Invocation, verb: str, item: Item) -> Steps[None]:
    kind, reason, message, done = VERBS[verb]
    obj: Object = item.object or {}
    for attempt in range(TRIES):
        conditions: list[Any] = (obj.get("status") or {}).get("conditions") or []
        kept = [one for one in conditions if one["type"] != kind]
        if len(kept) == len(conditions) or call.flags["force"]:
            condition = {"type": kind, "status": "True", "reason": reason, "message": message}
            body = {**obj, "status": {**(obj.get("status") or {}), "conditions": [*kept, condition]}}
            answer: Response = yield Ask(Request("update", item.resource, "", item.name, "approval", body=body))
            if answer.code == 409 and attempt < TRIES - 1:
                again: Response = yield Ask(Request("get", item.resource, "", item.name))
                obj = again.body if again.ok else obj
                continue
            if not answer.ok:
                raise Refused(answer)
            obj = answer.body
        break
    yield from show(call, item.resource, obj, done)


FLAGS = (*FILES, *OUTPUT, Flag("force", kind="bool", default=False))
COMMAND = Command(
    "certificate",
    subcommands=(
        Command("approve", partial(_run, "approve"), FLAGS, summary="Approve a certificate signing request"),
        Command("deny", partial(_run, "deny"), FLAGS, summary="Deny a certificate signing request"),
    ),
    summary="Modify certificate resources",
)
