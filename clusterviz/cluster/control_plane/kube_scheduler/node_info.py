"""NodeInfo: a node with the sums over its Pods, kept up to date as they come and go."""

from __future__ import annotations

from typing import Any

from ...machinery.objects import Object, labels_of, name_of
from .pod_info import HostPort, PodInfo, amounts

ZONE_LABEL = "topology.kubernetes.io/zone"
REGION_LABEL = "topology.kubernetes.io/region"
HOSTNAME_LABEL = "kubernetes.io/hostname"


class NodeInfo:
    """One node: what it offers, what its Pods ask for. `generation` changes whenever anything here does."""

    def __init__(self, node: Object | None, name: str = "") -> None:
        """`node`: None as long as only Pods of the node are known."""
        self.generation = 0
        self.pods: dict[str, PodInfo] = {}
        self.cpu_millis = 0  # requested by its Pods
        self.memory_bytes = 0
        self.storage_bytes = 0
        self.others: dict[str, int] = {}
        self.counted_cpu_millis = 0  # as requested, but with a default for those who ask for nothing
        self.counted_memory_bytes = 0
        self.ports: dict[HostPort, int] = {}
        self.with_affinity: dict[str, PodInfo] = {}
        self.matching: dict[Any, int] = {}  # Pods per (namespace, selector), counted when asked
        self.name = name
        self.node: Object = {}
        self.known = False
        if node is not None:
            self.set_node(node)

    def set_node(self, node: Object) -> None:
        """Take over the Node object."""
        spec, status = node.get("spec") or {}, node.get("status") or {}
        self.node = node
        self.known = True
        self.name = name_of(node)
        self.labels = labels_of(node)
        self.unschedulable = bool(spec.get("unschedulable"))
        taints = spec.get("taints") or []
        self.hard_taints: list[Object] = [taint for taint in taints if taint.get("effect") != "PreferNoSchedule"]
        self.soft_taints: list[Object] = [taint for taint in taints if taint.get("effect") == "PreferNoSchedule"]
        offered = amounts(status.get("allocatable"))
        self.offered_cpu_millis = offered.pop("cpu", 0)
        self.offered_memory_bytes = offered.pop("memory", 0)
        self.offered_storage_bytes = offered.pop("ephemeral-storage", 0)
        self.offered_pods = offered.pop("pods", 0)
        self.offered_others = offered
        self.images: dict[str, int] = {
            name: image.get("sizeBytes") or 0
            for image in status.get("images") or ()
            for name in image.get("names") or ()
        }
        self.generation += 1

    @property
    def zone(self) -> str:
        """Region and zone, "" if it has neither."""
        region, zone = self.labels.get(REGION_LABEL, ""), self.labels.get(ZONE_LABEL, "")
        return f"{region}:{zone}" if region or zone else ""

    def add(self, pod: PodInfo) -> None:
        """A Pod is on this node now."""
        assert pod.key not in self.pods, f"{pod.key} is on {self.name} already"
        self.pods[pod.key] = pod
        if pod.has_affinity:
            self.with_affinity[pod.key] = pod
        self._count(pod, 1)

    def remove(self, pod: PodInfo) -> None:
        """A Pod is no longer on this node."""
        del self.pods[pod.key]
        self.with_affinity.pop(pod.key, None)
        self._count(pod, -1)

    def _count(self, pod: PodInfo, sign: int) -> None:
        self.cpu_millis += sign * pod.cpu_millis
        self.memory_bytes += sign * pod.memory_bytes
        self.storage_bytes += sign * pod.storage_bytes
        self.counted_cpu_millis += sign * pod.counted_cpu_millis
        self.counted_memory_bytes += sign * pod.counted_memory_bytes
        for resource, number in pod.others.items():
            self.others[resource] = self.others.get(resource, 0) + sign * number
        for port in pod.ports:
            left = self.ports.get(port, 0) + sign
            if left:
                self.ports[port] = left
            else:
                del self.ports[port]
        if self.matching:
            self.matching = {}
        self.generation += 1

    def copy(self) -> NodeInfo:
        """A copy to try things on."""
        twin = NodeInfo.__new__(NodeInfo)
        twin.__dict__.update(self.__dict__)
        twin.pods = dict(self.pods)
        twin.others = dict(self.others)
        twin.ports = dict(self.ports)
        twin.with_affinity = dict(self.with_affinity)
        twin.matching = {}
        return twin
