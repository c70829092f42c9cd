"""The files of a machine, read and written. What its processes make of a change, they find out at once, as with inotify."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..machinery.disk import CNI, MANIFESTS
from ..worker_node.container_runtime import ContainerRuntime
from ..worker_node.kubelet import Kubelet
from . import amounts, log_files
from .machine import machine_of

if TYPE_CHECKING:
    from ..cluster import Cluster


def read(cluster: Cluster, node: str, logs: bool = True) -> dict[str, str]:
    """Every file by its path; without the containers' logs, of which there may be many, if nobody looks for them."""
    machine = machine_of(cluster, node)
    most, used = amounts.processes(cluster, node)
    return {
        **(log_files.written(cluster, node) if logs else {}),
        **machine.disk.files(),
        "/proc/loadavg": f"0.12 0.09 0.05 1/{used} {machine.last_pid}\n",
        "/proc/sys/kernel/pid_max": f"{most}\n",
    }


def write(cluster: Cluster, node: str, changes: dict[str, str | None]) -> None:
    """Write files, or take them away (None)."""
    disk = machine_of(cluster, node).disk
    for path, text in changes.items():
        disk.write(path, text)
    if any(path.startswith(MANIFESTS + "/") for path in changes):
        kubelet = cluster.components[f"kubelet/{node}"]
        assert isinstance(kubelet, Kubelet)
        if kubelet.running and kubelet.looking_after:
            kubelet.static_pods.look()
    if any(path.startswith(CNI + "/") for path in changes):
        runtime = cluster.components[f"container-runtime/{node}"]
        if isinstance(runtime, ContainerRuntime) and runtime.running:
            runtime.look_at_files()
