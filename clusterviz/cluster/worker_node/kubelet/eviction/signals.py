"""Signals and thresholds: what a kubelet watches of its machine, and how little may be left of it. Fact sheet §8.1, §8.11."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ....machinery.kernel import MOST_PIDS

if TYPE_CHECKING:
    from ....machinery.kernel import Kernel

MEMORY_AVAILABLE = "memory.available"
NODEFS_AVAILABLE = "nodefs.available"
IMAGEFS_AVAILABLE = "imagefs.available"
PID_AVAILABLE = "pid.available"
UNCOUNTED = ("nodefs.inodesFree", "imagefs.inodesFree", "containerfs.available", "containerfs.inodesFree")  # here

MEMORY, EPHEMERAL_STORAGE, PIDS = "memory", "ephemeral-storage", "pids"
# signal → (the node's condition, the resource that is short)
ABOUT: dict[str, tuple[str, str]] = {
    MEMORY_AVAILABLE: ("MemoryPressure", MEMORY),
    NODEFS_AVAILABLE: ("DiskPressure", EPHEMERAL_STORAGE),
    IMAGEFS_AVAILABLE: ("DiskPressure", EPHEMERAL_STORAGE),
    PID_AVAILABLE: ("PIDPressure", PIDS),
}


class Threshold(NamedTuple):
    """Less than `quantity` (or than `percent` of what there is), for `grace_s`: that is too little. Grace 0: a hard threshold."""

    signal: str
    quantity: int = 0
    percent: float = 0
    grace_s: int = 0

    def value(self, capacity: int) -> int:
        """The least that must be available."""
        return int(capacity * self.percent / 100) if self.percent else self.quantity


class Observation(NamedTuple):
    """What there is of something, and how much of it is left."""

    available: int
    capacity: int


# evictionHard, as a kubelet has it unless told: nothing about PIDs. Memory first: it kills soonest.
EVICTION_HARD = (
    Threshold(MEMORY_AVAILABLE, quantity=100 * 2**20),
    Threshold(NODEFS_AVAILABLE, percent=10),
    Threshold(IMAGEFS_AVAILABLE, percent=15),
)


def observe(kernel: Kernel, now_ms: int) -> dict[str, Observation]:
    """What the kernel says now. Images lie on the node's own file system: both disks are one."""
    disk = Observation(kernel.disk_bytes - kernel.disk_used, kernel.disk_bytes)
    return {
        MEMORY_AVAILABLE: Observation(kernel.memory_bytes - kernel.memory_at(now_ms), kernel.memory_bytes),
        NODEFS_AVAILABLE: disk,
        IMAGEFS_AVAILABLE: disk,
        PID_AVAILABLE: Observation(MOST_PIDS - kernel.pids_used, MOST_PIDS),
    }


def met(thresholds: tuple[Threshold, ...], seen: dict[str, Observation]) -> list[Threshold]:
    """The thresholds below which something has fallen."""
    return [one for one in thresholds if seen[one.signal].available < one.value(seen[one.signal].capacity)]
