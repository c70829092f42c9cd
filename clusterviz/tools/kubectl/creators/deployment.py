"""kubectl create deployment."""

from __future__ import annotations

import re

from ....cluster.machinery.objects import Object
from ....cluster.machinery.resources import DEPLOYMENTS
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps
from .making import FLAGS, make, metadata, name_of_call, required


def run(call: Invocation) -> Steps[int]:
    """The command."""
    required(call, "image")
    name = name_of_call(call)
    images, command = call.flags["image"], call.after_dashes
    if len(images) > 1 and command:
        raise Failure("cannot specify multiple --image options and command")
    labels = {"app": name}
    template_metadata: Object = {"creationTimestamp": None, "labels": labels}
    spec: Object = {
        "replicas": call.flags["replicas"],
        "selector": {"matchLabels": labels},
        "template": {"metadata": template_metadata, "spec": {"containers": _containers(call, images, command)}},
        "strategy": {},
    }
    obj = {
        "kind": "Deployment",
        "apiVersion": "apps/v1",
        "metadata": metadata(call, name, labels),
        "spec": spec,
        "status": {},
    }
    return (yield from make(call, DEPLOYMENTS, obj, "failed to create deployment: "))


def _containers(call: Invocation, images: list[str], command: list[str]) -> list[Object]:
    found = []
    for image in images:
        container: Object = {"name": container_name(image), "image": image}
        if command:
            container["command"] = command
        if call.flags["port"] >= 0:
            container["ports"] = [{"containerPort": call.flags["port"]}]
        found.append({**container, "resources": {}})
    return found


def container_name(image: str) -> str:
    """`registry.example.com/team/web:1` runs in a container called `web`."""
    name = image.rpartition("/")[2].partition(":")[0].partition("@")[0]
    return re.sub(r"[^a-zA-Z0-9-]", "-", name)


COMMAND = Command(
    "deployment",
    run,
    (
        *FLAGS,
        Flag("image", kind="list"),
        Flag("port", kind="int32", default=-1),
        Flag("replicas", kind="int32", short="r", default=1),
    ),
    aliases=("deploy", "dep"),
    summary="Create a deployment with the specified name",
)
