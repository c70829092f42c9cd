"""Who goes first: Pods that use more than they asked for, then the less important, then the greediest. Fact sheet §8.11."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.objects import key_of
from ..admission import requests_of
from ..stats import PodUse
from .signals import EPHEMERAL_STORAGE, MEMORY

if TYPE_CHECKING:
    from ..pod_worker import PodWorker


def use_of(resource: str, used: PodUse) -> int:
    """How much of the resource a Pod uses."""
    return used.memory_bytes if resource == MEMORY else used.disk_bytes if resource == EPHEMERAL_STORAGE else used.pids


def ranked(workers: list[PodWorker], uses: dict[str, PodUse], resource: str) -> list[PodWorker]:
    """The Pods in the order in which they are to go."""

    def order(worker: PodWorker) -> tuple[bool, int, int, str]:
        use = use_of(resource, uses[worker.uid])
        asked = 0 if resource not in (MEMORY, EPHEMERAL_STORAGE) else requests_of(worker.pod).get(resource, 0)
        priority = int(worker.pod["spec"].get("priority") or 0)
        return not use > asked, priority, asked - use, key_of(worker.pod)

    return sorted(workers, key=order)
