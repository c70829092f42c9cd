"""TaintToleration: a taint keeps Pods away that do not tolerate it, or makes the node a worse choice."""

from __future__ import annotations

from collections.abc import Sequence

from ....machinery.tolerations import tolerated
from ..framework import Attempt, Plugin, Refusal, Skip, proportional
from ..node_info import NodeInfo
from ..pod_info import PodInfo


class TaintToleration(Plugin):
    """Refuse untolerated NoSchedule and NoExecute taints; prefer fewer untolerated PreferNoSchedule taints."""

    name = "TaintToleration"
    weight = 3
    filters = True
    normalizes = True

    def filter(self, attempt: Attempt, node: NodeInfo) -> Refusal | None:
        """Refuse a node with a taint that the Pod does not tolerate."""
        if node.hard_taints and not self.accepts(attempt.pod, node):
            return Refusal(["node(s) had untolerated taint(s)"], resolvable=False)
        return None

    def accepts(self, pod: PodInfo, node: NodeInfo) -> bool:
        """Whether the Pod tolerates the node's taints."""
        return all(tolerated(taint, pod.tolerations) for taint in node.hard_taints)

    def pre_score(self, attempt: Attempt, nodes: Sequence[NodeInfo]) -> Skip | None:
        """It always scores."""
        return None

    def score(self, attempt: Attempt, node: NodeInfo) -> int:
        """Count the PreferNoSchedule taints that the Pod does not tolerate."""
        if not node.soft_taints:
            return 0
        return sum(not tolerated(taint, attempt.pod.tolerations) for taint in node.soft_taints)

    def normalize(self, attempt: Attempt, scores: list[int]) -> list[int]:
        """No such taint is best."""
        return proportional(scores, reverse=True)
