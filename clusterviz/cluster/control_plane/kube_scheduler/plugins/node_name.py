"""NodeName: a Pod that names its node goes nowhere else."""

from __future__ import annotations

from ..framework import SKIP, Attempt, Plugin, Refusal, Skip
from ..node_info import NodeInfo
from ..pod_info import PodInfo


class NodeName(Plugin):
    """Refuse every node but the one in `spec.nodeName`."""

    name = "NodeName"
    filters = True

    def pre_filter(self, attempt: Attempt) -> Skip | None:
        """Most Pods name none."""
        return None if attempt.pod.spec.get("nodeName") else SKIP

    def filter(self, attempt: Attempt, node: NodeInfo) -> Refusal | None:
        """Refuse a node of another name."""
        if attempt.pod.spec["nodeName"] != node.name:
            return Refusal(["node(s) didn't match the requested node name"], resolvable=False)
        return None

    def accepts(self, pod: PodInfo, node: NodeInfo) -> bool:
        """Whether it is the node that the Pod names."""
        return bool(pod.spec.get("nodeName") == node.name)
