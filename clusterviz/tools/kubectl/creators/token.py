"""kubectl create token: a token for a service account."""

from __future__ import annotations

from ....cluster.machinery.api import Request
from ....cluster.machinery.objects import Object
from ....cluster.machinery.resources import SERVICEACCOUNTS
from ..errors import Failure, Refused
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, out
from .making import name_of_call


def run(call: Invocation) -> Steps[int]:
    """The command."""
    name = name_of_call(call)
    spec: Object = {"audiences": call.flags["audience"]} if call.flags["audience"] else {}
    if call.flags["duration"] < 0:
        raise Failure("--duration must be greater than or equal to 0")
    if call.flags["duration"]:
        spec["expirationSeconds"] = call.flags["duration"] // 1000
    body = {"kind": "TokenRequest", "apiVersion": "authentication.k8s.io/v1", "spec": spec}
    try:
        response = yield from ask(call, Request("create", SERVICEACCOUNTS, call.namespace, name, "token", body=body))
    except Refused as refused:
        if refused.response.code == 0:
            raise
        raise Failure(f"failed to create token: {refused.bare()}") from refused
    yield from out(f"{response.body['status']['token']}\n")
    return 0


COMMAND = Command(
    "token",
    run,
    (Flag("audience", kind="array"), Flag("duration", kind="duration", default=0)),
    summary="Request a service account token",
)
