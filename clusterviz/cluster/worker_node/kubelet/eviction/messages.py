"""What an evicted Pod's status and events say, word for word. Fact sheet §8.11."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery import quantities
from ....machinery.quantities import memory_text
from ..stats import PodUse
from .signals import EPHEMERAL_STORAGE, MEMORY, PIDS, Observation, Threshold

if TYPE_CHECKING:
    from ..pod_worker import PodWorker

RECLAIM = "Attempting to reclaim {}"


def low_on(resource: str, threshold: Threshold, seen: Observation, worker: PodWorker, used: PodUse) -> str:
    """Why this Pod has to go."""
    text = f"The node was low on resource: {resource}. "
    least, decimal = threshold.value(seen.capacity), resource == PIDS
    quantity = _decimal(least) if decimal and not threshold.percent else memory_text(least)
    text += f"Threshold quantity: {quantity}, available: {(_decimal if decimal else memory_text)(seen.available)}. "
    for one in used.containers:
        asked_text = str(((worker.container(one.name).get("resources") or {}).get("requests") or {}).get(resource, "0"))
        held = {MEMORY: one.memory_bytes, EPHEMERAL_STORAGE: one.disk_bytes}.get(resource, 0)
        if held > quantities.whole(asked_text):
            text += (
                f"Container {one.name} was using {memory_text(held)}, request is {asked_text}, "
                f"has larger consumption of {resource}. "
            )
    return text


def _decimal(count: int) -> str:
    return quantities.canonical(str(count))


def over_volume_limit(volume: str, limit: str) -> str:
    """An emptyDir holds more than its sizeLimit."""
    return f'Usage of EmptyDir volume "{volume}" exceeds the limit "{limit}". '


def over_container_limit(container: str, limit: str) -> str:
    """A container has written more than its limit for ephemeral storage."""
    return f'Container {container} exceeded its local ephemeral storage limit "{limit}". '


def over_pod_limit(limit: str) -> str:
    """All containers of a Pod and its emptyDirs hold more than the limits of its containers together."""
    return f"Pod ephemeral local storage usage exceeds the total limit of containers {limit}. "
