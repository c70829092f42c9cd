"""kubectl set image."""

from __future__ import annotations

from ....cluster.machinery.objects import Object
from ..errors import Failure
from ..invocation import Command, Invocation, Steps
from .changing import FLAGS, change_all, chosen_items, needed_pod_spec, split


def run(call: Invocation) -> Steps[int]:
    """The command."""
    resources, words = split(call)
    items = yield from chosen_items(call, resources)
    if not words:
        raise Failure("at least one image update is required")
    images = dict(word.split("=", 1) for word in words if "=" in word)

    def change(obj: Object) -> None:
        spec = needed_pod_spec(obj)
        for name, image in images.items():
            containers = [*spec["containers"], *(spec.get("initContainers") or [])]
            found = [one for one in containers if name in ("*", one["name"])]
            if not found:
                raise Failure(f'unable to find container named "{name}"')
            for container in found:
                container["image"] = image
                if not image:
                    del container["image"]

    failed = "failed to patch image update to pod template"
    return (yield from change_all(call, items, change, "image updated", failed))


COMMAND = Command("image", run, FLAGS, summary="Update the image of a pod template")
