"""What the containers of a node use, as the kubelet's cAdvisor reads it from the kernel. Nothing is kept here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .kubelet import Kubelet
    from .pod_worker import PodWorker


class ContainerUse(NamedTuple):
    """One running container: memory and disk in bytes, all CPU time since its start in µs."""

    name: str
    started_ms: int
    cpu_us: int
    memory_bytes: int
    disk_bytes: int
    processes: int


class PodUse(NamedTuple):
    """One Pod. `volumes`: emptyDir → bytes; `disk_bytes`: containers and emptyDirs together."""

    namespace: str
    name: str
    containers: tuple[ContainerUse, ...]
    memory_bytes: int
    disk_bytes: int
    pids: int
    volumes: dict[str, int]


def by_pod(kubelet: Kubelet) -> dict[str, PodUse]:
    """Every Pod with a running container, by UID: those of the API server, and the control plane's own."""
    kernel, now_ms = kubelet.machine.kernel, kubelet.now_ms
    found: dict[str, list[ContainerUse]] = {}
    names: dict[str, tuple[str, str]] = {}
    for group in kernel.groups.values():
        disk = sum(group.written.values())
        used = ContainerUse(
            group.name, group.started_ms, group.used_at(now_ms), group.memory_at(now_ms), disk, group.processes
        )
        found.setdefault(group.pod_uid, []).append(used)
        names[group.pod_uid] = (group.namespace, group.pod)
    return {uid: _pod(names[uid], sorted(containers), kernel.volumes.get(uid, {})) for uid, containers in found.items()}


def measured(kubelet: Kubelet) -> dict[str, Any]:
    """/metrics/resource: (start, now, CPU in µs, memory) of the node and of each container that runs."""
    kernel, now_ms = kubelet.machine.kernel, kubelet.now_ms
    return {
        "node": (0, now_ms, kernel.used_at(now_ms), kernel.memory_at(now_ms)),
        "containers": [
            (pod.namespace, pod.name, one.name, (one.started_ms, now_ms, one.cpu_us, one.memory_bytes))
            for pod in by_pod(kubelet).values()
            for one in pod.containers
        ],
    }


def of_worker(uses: dict[str, PodUse], worker: PodWorker) -> PodUse:
    """One Pod of this kubelet, whether or not a container of it runs."""
    pod = worker.pod["metadata"]
    volumes = worker.kubelet.machine.kernel.volumes.get(worker.uid, {})
    return uses.get(worker.uid) or _pod((pod["namespace"], pod["name"]), [], volumes)


def _pod(names: tuple[str, str], containers: list[ContainerUse], volumes: dict[str, int]) -> PodUse:
    memory = sum(one.memory_bytes for one in containers)
    disk = sum(one.disk_bytes for one in containers) + sum(volumes.values())
    return PodUse(*names, tuple(containers), memory, disk, sum(one.processes for one in containers), dict(volumes))
