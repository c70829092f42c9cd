"""NodeResourcesBalancedAllocation: CPU and memory of a node should be used up evenly."""

from __future__ import annotations

from collections.abc import Sequence

from ..framework import MAX_SCORE, SKIP, Attempt, Plugin, Skip
from ..node_info import NodeInfo


class NodeResourcesBalancedAllocation(Plugin):
    """Prefer the node whose balance the Pod improves most. Fact sheet §6.6: since 1.35 the change counts."""

    name = "NodeResourcesBalancedAllocation"
    weight = 1

    def pre_score(self, attempt: Attempt, nodes: Sequence[NodeInfo]) -> Skip | None:
        """Skip Pods that request neither CPU nor memory."""
        return None if attempt.pod.cpu_millis or attempt.pod.memory_bytes else SKIP

    def score(self, attempt: Attempt, node: NodeInfo) -> int:
        """75 if the balance stays as it is, more if it gets better."""
        pod = attempt.pod
        after = balance(node, node.cpu_millis + pod.cpu_millis, node.memory_bytes + pod.memory_bytes)
        before = balance(node, node.cpu_millis, node.memory_bytes)
        return MAX_SCORE // 2 + int((MAX_SCORE // 2 + after - before) / 2)


def balance(node: NodeInfo, cpu_millis: int, memory_bytes: int) -> int:
    """100 if the same share of CPU and memory is used, less the more they differ."""
    if not node.offered_cpu_millis or not node.offered_memory_bytes:
        return MAX_SCORE
    cpu = min(cpu_millis / node.offered_cpu_millis, 1.0)
    memory = min(memory_bytes / node.offered_memory_bytes, 1.0)
    return int((1 - abs((cpu - memory) / 2)) * MAX_SCORE)
