"""kubectl create serviceaccount."""

from __future__ import annotations

from ....cluster.machinery.resources import SERVICEACCOUNTS
from ..invocation import Command, Invocation, Steps
from .making import FLAGS, make, metadata, name_of_call


def run(call: Invocation) -> Steps[int]:
    """The command."""
    name = name_of_call(call)
    obj = {"kind": "ServiceAccount", "apiVersion": "v1", "metadata": metadata(call, name)}
    return (yield from make(call, SERVICEACCOUNTS, obj, "failed to create serviceaccount: "))


COMMAND = Command(
    "serviceaccount", run, FLAGS, aliases=("sa",), summary="Create a service account with the specified name"
)
