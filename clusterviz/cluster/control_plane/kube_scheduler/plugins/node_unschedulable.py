"""NodeUnschedulable: no Pod goes to a cordoned node."""

from __future__ import annotations

from ....machinery.tolerations import tolerated
from ..framework import Attempt, Plugin, Refusal
from ..node_info import NodeInfo
from ..pod_info import PodInfo

UNSCHEDULABLE_TAINT = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}


class NodeUnschedulable(Plugin):
    """Refuse a node that is cordoned, unless the Pod tolerates it."""

    name = "NodeUnschedulable"
    filters = True

    def filter(self, attempt: Attempt, node: NodeInfo) -> Refusal | None:
        """Refuse a cordoned node."""
        if node.unschedulable and not tolerated(UNSCHEDULABLE_TAINT, attempt.pod.tolerations):
            return Refusal(["node(s) were unschedulable"], resolvable=False)
        return None

    def accepts(self, pod: PodInfo, node: NodeInfo) -> bool:
        """Whether the node is not cordoned."""
        return not node.unschedulable
