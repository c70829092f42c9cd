"""ImageLocality: a node that has the image already need not pull it."""

from __future__ import annotations

from ..framework import MAX_SCORE, Attempt, Plugin
from ..node_info import NodeInfo

MIN_BYTES = 23 * 1024 * 1024  # less is pulled in no time. Fact sheet §15.3
MAX_BYTES = 1000 * 1024 * 1024  # per container; more makes no difference


class ImageLocality(Plugin):
    """Prefer the node with more of the Pod's images, by size; an image on many nodes counts more."""

    name = "ImageLocality"
    weight = 1

    def score(self, attempt: Attempt, node: NodeInfo) -> int:
        """Sizes of the images that are there, each scaled by the share of nodes that have it."""
        spec = attempt.pod.spec
        containers = [*(spec.get("initContainers") or ()), *spec["containers"]]
        if not node.images:
            return 0
        snapshot = attempt.snapshot
        total = 0
        for container in containers:
            image = full_name(container.get("image") or "")
            if image in node.images:
                state = snapshot.images[image]
                total += int(state.size_bytes * (len(state.nodes) / len(snapshot.order)))
        highest = MAX_BYTES * len(containers)
        total = min(max(total, MIN_BYTES), highest)
        return MAX_SCORE * (total - MIN_BYTES) // (highest - MIN_BYTES)


def full_name(image: str) -> str:
    """An image without a tag means `:latest`."""
    return image if image.rfind(":") > image.rfind("/") else f"{image}:latest"
