"""kubectl create token: a token for a service account."""

from __future__ import annotations

from ....cluster.machinery.api import Request
from ....cluster.machinery.objects import Object
from ....cluster.machinery.program import Print
from ....cluster.machinery.resources import SERVICEACCOUNTS
from ..errors import Failure, Refused
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, out
from ..output import FORMATS, OUTPUT, as_text
from .making import name_of_call

BINDABLE = ("Node", "Pod", "Secret")


def run(call: Invocation) -> Steps[int]:
    """The command."""
    name = name_of_call(call)
    spec: Object = {"audiences": call.flags["audience"]} if call.flags["audience"] else {}
    if call.flags["duration"] < 0:
        raise Failure("--duration must be greater than or equal to 0")
    if call.flags["duration"]:
        spec["expirationSeconds"] = call.flags["duration"] // 1000
    if call.flags["bound-object-kind"]:
        spec["boundObjectRef"] = _reference(call)
    body = {"kind": "TokenRequest", "apiVersion": "authentication.k8s.io/v1", "spec": spec}
    try:
        response = yield from ask(call, Request("create", SERVICEACCOUNTS, call.namespace, name, "token", body=body))
    except Refused as refused:
        if refused.response.code == 0:
            raise
        raise Failure(f"failed to create token: {refused.bare()}") from refused
    if call.flags["output"]:
        yield from out(as_text(call, response.body, call.flags["output"], FORMATS))
    else:
        yield from out(response.body["status"]["token"])
        yield Print("\n", screen_only=True)
    return 0


def _reference(call: Invocation) -> Object:
    """What the token is bound to: it is worth something as long as that exists."""
    kind, name, uid = (call.flags[f"bound-object-{part}"] for part in ("kind", "name", "uid"))
    if kind not in BINDABLE:
        kinds = ", ".join(sorted(BINDABLE))
        raise Failure(f"supported --bound-object-kind values are {kinds}")
    if not name:
        raise Failure("--bound-object-name is required if --bound-object-kind is provided")
    return {"kind": kind, "apiVersion": "v1", "name": name, **({"uid": uid} if uid else {})}


COMMAND = Command(
    "token",
    run,
    (
        *OUTPUT,
        Flag("audience", kind="array"),
        Flag("bound-object-kind", default=""),
        Flag("bound-object-name", default=""),
        Flag("bound-object-uid", default=""),
        Flag("duration", kind="duration", default=0),
    ),
    summary="Request a service account token",
)
