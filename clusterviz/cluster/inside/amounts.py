"""What is used of a machine's memory and disk, by whom, and the kernel's log."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..machinery.kernel import MOST_PIDS
from .machine import machine_of

if TYPE_CHECKING:
    from ..cluster import Cluster


class Use(NamedTuple):
    """What one container uses now. `cpu_millis`: on average, lately; `used_us`: CPU time since its start."""

    id: str
    pid: int
    cpu_millis: int
    used_us: int
    memory_bytes: int
    disk_bytes: int


def memory(cluster: Cluster, node: str) -> int:
    """Bytes in use."""
    return machine_of(cluster, node).kernel.memory_at(cluster.now_ms)


def disk(cluster: Cluster, node: str) -> tuple[int, int]:
    """Bytes there are, and bytes in use."""
    kernel = machine_of(cluster, node).kernel
    return kernel.disk_bytes, kernel.disk_used


def processes(cluster: Cluster, node: str) -> tuple[int, int]:
    """How many processes there can be, and how many there are: more than `ps` shows here, which names those that matter."""
    return MOST_PIDS, machine_of(cluster, node).kernel.pids_used


def kernel_log(cluster: Cluster, node: str) -> list[tuple[int, str]]:
    """(virtual ms, text), oldest first."""
    return [(line.at_ms, line.text) for line in machine_of(cluster, node).kernel.log]


def uses(cluster: Cluster, node: str) -> list[Use]:
    """Of every container."""
    now_ms = cluster.now_ms
    groups = machine_of(cluster, node).kernel.groups.values()
    return [
        Use(
            one.id,
            one.pid,
            one.cpu_at(now_ms),
            one.used_at(now_ms),
            one.memory_at(now_ms),
            sum(one.written.values()),
        )
        for one in groups
    ]
