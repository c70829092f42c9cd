"""kubectl create namespace."""

from __future__ import annotations

from ....cluster.machinery.resources import NAMESPACES
from ..invocation import Command, Invocation, Steps
from .making import FLAGS, make, name_of_call


def run(call: Invocation) -> Steps[int]:
    """The command."""
    name = name_of_call(call)
    obj = {
        "kind": "Namespace",
        "apiVersion": "v1",
        "metadata": {"name": name, "creationTimestamp": None},
        "spec": {},
        "status": {},
    }
    return (yield from make(call, NAMESPACES, obj))


COMMAND = Command("namespace", run, FLAGS, aliases=("ns",), summary="Create a namespace with the specified name")
