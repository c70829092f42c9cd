"""NodeAffinity: the nodes a Pod asks for, by label or name, strictly or by preference."""

from __future__ import annotations

from collections.abc import Sequence

from ....machinery.objects import Object
from ..framework import SKIP, Attempt, Only, Plugin, Refusal, Skip, proportional
from ..node_info import NodeInfo
from ..node_selection import required_terms, term_is_empty, term_matches, wants_node
from ..pod_info import PodInfo

PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


class NodeAffinity(Plugin):
    """Refuse nodes that the Pod does not ask for; prefer those with more weight."""

    name = "NodeAffinity"
    weight = 2
    filters = True
    normalizes = True

    def pre_filter(self, attempt: Attempt) -> Refusal | Skip | Only | None:
        """Skip Pods that ask for nothing; if every term names nodes, only those are meant."""
        pod = attempt.pod
        terms = required_terms(pod)
        if terms is None:
            return None if pod.spec.get("nodeSelector") else SKIP
        names: dict[str, None] = {}
        for term in terms:
            wanted = _names_in(term)
            if wanted is None:
                return None
            names.update(dict.fromkeys(wanted))
        if terms and not names:
            return Refusal(["pod affinity terms conflict"], resolvable=False)
        return Only(frozenset(names)) if names else None

    def filter(self, attempt: Attempt, node: NodeInfo) -> Refusal | None:
        """Refuse a node that is not asked for."""
        if wants_node(attempt.pod, node):
            return None
        return Refusal(["node(s) didn't match Pod's node affinity/selector"], resolvable=False)

    def accepts(self, pod: PodInfo, node: NodeInfo) -> bool:
        """Whether the node is asked for."""
        return wants_node(pod, node)

    def pre_score(self, attempt: Attempt, nodes: Sequence[NodeInfo]) -> Skip | None:
        """Skip Pods without preferences."""
        return None if attempt.pod.node_affinity.get(PREFERRED) else SKIP

    def score(self, attempt: Attempt, node: NodeInfo) -> int:
        """Add the weights of the preferences that hold."""
        return sum(
            preferred["weight"]
            for preferred in attempt.pod.node_affinity[PREFERRED]
            if not term_is_empty(preferred["preference"]) and term_matches(preferred["preference"], node)
        )

    def normalize(self, attempt: Attempt, scores: list[int]) -> list[int]:
        """The highest sum is best."""
        return proportional(scores)


def _names_in(term: Object) -> list[str] | None:
    """The node names that a term allows; None if it does not name any."""
    allowed: list[str] | None = None
    for field in term.get("matchFields") or ():
        if field["key"] == "metadata.name" and field["operator"] == "In":
            values = field["values"]
            allowed = list(values) if allowed is None else [name for name in allowed if name in values]
    return allowed
