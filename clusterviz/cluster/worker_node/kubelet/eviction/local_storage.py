"""Local storage that has a limit of its own: an emptyDir's sizeLimit, a container's and a Pod's ephemeral storage. Fact sheet §8.11."""

from __future__ import annotations

from ....machinery import quantities
from ....machinery.objects import Object
from ....machinery.quantities import memory_text
from ..stats import PodUse
from . import messages
from .signals import EPHEMERAL_STORAGE


def over_limit(pod: Object, used: PodUse) -> str:
    """What this Pod holds more of than it may, in the words of its eviction; "" if nothing."""
    for volume in pod["spec"].get("volumes", ()):
        limit = (volume.get("emptyDir") or {}).get("sizeLimit")
        if limit is not None and used.volumes.get(volume["name"], 0) > quantities.whole(str(limit)) > 0:
            return messages.over_volume_limit(volume["name"], str(limit))
    limits = {name: value for one in pod["spec"]["containers"] for name, value in _limit(one)}
    if limits:
        total = sum(quantities.whole(value) for value in limits.values())
        if used.disk_bytes > total:
            return messages.over_pod_limit(memory_text(total))
    for one in used.containers:
        if one.name in limits and one.disk_bytes > quantities.whole(limits[one.name]):
            return messages.over_container_limit(one.name, limits[one.name])
    return ""


def _limit(container: Object) -> list[tuple[str, str]]:
    limit = ((container.get("resources") or {}).get("limits") or {}).get(EPHEMERAL_STORAGE)
    return [(container["name"], str(limit))] if limit is not None else []
