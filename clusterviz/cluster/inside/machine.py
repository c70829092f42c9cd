"""Which machine this is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..machinery.machine import Machine
from ..worker_node.container_runtime import ContainerRuntime

if TYPE_CHECKING:
    from ..cluster import Cluster


def runtime_of(cluster: Cluster, node: str) -> ContainerRuntime:
    """The process that has the machine's containers."""
    runtime = cluster.components[f"container-runtime/{node}"]
    assert isinstance(runtime, ContainerRuntime), f"{runtime.name} has no containers"
    return runtime


def machine_of(cluster: Cluster, node: str) -> Machine:
    """The machine of this name."""
    return runtime_of(cluster, node).machine
