"""NodeResourcesFit: what the Pods of a node request must not exceed what the node offers."""

from __future__ import annotations

from ..changes import Change
from ..framework import MAX_SCORE, Attempt, Plugin, Refusal
from ..node_info import NodeInfo
from ..pod_info import PodInfo


class NodeResourcesFit(Plugin):
    """Refuse a node without room for the requests; prefer the node with the most left over (LeastAllocated)."""

    name = "NodeResourcesFit"
    weight = 1
    filters = True

    def filter(self, attempt: Attempt, node: NodeInfo) -> Refusal | None:
        """Refuse a node where something is too short. It cannot be resolved if even the empty node is too small."""
        pod = attempt.pod
        short: list[str] = []
        resolvable = True
        if len(node.pods) + 1 > node.offered_pods:
            short.append("Too many pods")
        if pod.cpu_millis and pod.cpu_millis > node.offered_cpu_millis - node.cpu_millis:
            short.append("Insufficient cpu")
            resolvable = pod.cpu_millis <= node.offered_cpu_millis
        if pod.memory_bytes and pod.memory_bytes > node.offered_memory_bytes - node.memory_bytes:
            short.append("Insufficient memory")
            resolvable = resolvable and pod.memory_bytes <= node.offered_memory_bytes
        if pod.storage_bytes and pod.storage_bytes > node.offered_storage_bytes - node.storage_bytes:
            short.append("Insufficient ephemeral-storage")
            resolvable = resolvable and pod.storage_bytes <= node.offered_storage_bytes
        for resource, number in pod.others.items():
            offered = node.offered_others.get(resource, 0)
            if number > offered - node.others.get(resource, 0):
                short.append(f"Insufficient {resource}")
                resolvable = resolvable and number <= offered
        return Refusal(short, resolvable) if short else None

    def worth_a_retry(self, pod: PodInfo, change: Change) -> bool:
        """A Pod has gone or asks for less, or a node that would be large enough offers more."""
        other, before = change.pod, change.pod_before
        if other is not None:
            return change.deleted or (
                before is not None
                and (other.cpu_millis < before.cpu_millis or other.memory_bytes < before.memory_bytes)
            )
        node, smaller = change.node, change.node_before
        if node is None or not self.accepts(pod, node):
            return False
        return (
            smaller is None
            or node.offered_cpu_millis > smaller.offered_cpu_millis
            or node.offered_memory_bytes > smaller.offered_memory_bytes
            or node.offered_storage_bytes > smaller.offered_storage_bytes
            or node.offered_pods > smaller.offered_pods
            or any(number > smaller.offered_others.get(name, 0) for name, number in node.offered_others.items())
        )

    def accepts(self, pod: PodInfo, node: NodeInfo) -> bool:
        """Whether the Pod fits into the empty node."""
        return (
            node.offered_pods > 0
            and pod.cpu_millis <= node.offered_cpu_millis
            and pod.memory_bytes <= node.offered_memory_bytes
            and pod.storage_bytes <= node.offered_storage_bytes
            and all(number <= node.offered_others.get(name, 0) for name, number in pod.others.items())
        )

    def score(self, attempt: Attempt, node: NodeInfo) -> int:
        """The share of CPU and memory that would stay free, on average."""
        pod = attempt.pod
        total = count = 0
        for requested, offered in (
            (node.counted_cpu_millis + pod.scored_cpu_millis, node.offered_cpu_millis),
            (node.counted_memory_bytes + pod.scored_memory_bytes, node.offered_memory_bytes),
        ):
            if offered:
                count += 1
                if requested <= offered:
                    total += (offered - requested) * MAX_SCORE // offered
        return total // count if count else 0
