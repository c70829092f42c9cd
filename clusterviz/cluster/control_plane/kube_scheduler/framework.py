"""The scheduling framework: what a plugin is, what it may answer, and one Pod's way through all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .changes import Change
from .node_info import NodeInfo
from .pod_info import PodInfo
from .snapshot import Snapshot

MAX_SCORE = 100


class Refusal:
    """Why not: reasons that a learner reads unchanged. `resolvable`: making room by preemption might help."""

    __slots__ = ("plugin", "reasons", "resolvable")

    def __init__(self, reasons: Sequence[str], resolvable: bool = True, plugin: str = "") -> None:
        self.reasons = tuple(reasons)
        self.resolvable = resolvable
        self.plugin = plugin  # who refuses; the framework fills it in

    def __repr__(self) -> str:
        return f"Refusal({self.plugin}: {', '.join(self.reasons)})"


class Skip:
    """This plugin has nothing to say about this Pod."""


class Only:
    """No nodes but these can be meant."""

    __slots__ = ("names",)

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names


SKIP = Skip()


class Attempt:
    """One Pod's way through the plugins. `state`: what a plugin's first look at Pod and cluster found, by plugin."""

    __slots__ = ("filters", "pod", "snapshot", "state")

    def __init__(self, pod: PodInfo, snapshot: Snapshot, filters: Sequence[Plugin] = ()) -> None:
        self.pod = pod
        self.snapshot = snapshot
        self.filters = list(filters)  # less those that have nothing to say
        self.state: dict[str, Any] = {}


class Plugin:
    """One rule. Consent is None, refusal is a `Refusal`.

    A `local` plugin looks at the Pod's shape and one node alone, so that its answers can be kept until the node changes;
    its first looks (`pre_filter`, `pre_score`) read the Pod alone. The others see the whole cluster.
    """

    name = ""
    weight = 0  # 0: it does not score
    local = True
    filters = False
    normalizes = False

    def pre_filter(self, attempt: Attempt) -> Refusal | Skip | Only | None:
        """Look at the Pod before any node."""
        return None

    def filter(self, attempt: Attempt, node: NodeInfo) -> Refusal | None:
        """Whether the Pod can run on this node."""
        return None

    def pre_score(self, attempt: Attempt, nodes: Sequence[NodeInfo]) -> Skip | None:
        """Look at the Pod and the nodes on which it can run, before any node is scored."""
        return None

    def score(self, attempt: Attempt, node: NodeInfo) -> int:
        """How good this node is, in the plugin's own measure; 0 to 100 if it does not normalise."""
        return 0

    def normalize(self, attempt: Attempt, scores: list[int]) -> list[int]:
        """The scores of all nodes, brought to 0 to 100."""
        return scores

    def worth_a_retry(self, pod: PodInfo, change: Change) -> bool:
        """Whether this change of the cluster could make the plugin take back its refusal (its queueing hint)."""
        return self.node_is_better(pod, change)

    def node_is_better(self, pod: PodInfo, change: Change) -> bool:
        """The usual hint: the change is about a node that the plugin would refuse no longer, or that is new."""
        node, before = change.node, change.node_before
        if node is None or not self.accepts(pod, node):
            return False
        return before is None or not self.accepts(pod, before)

    def accepts(self, pod: PodInfo, node: NodeInfo) -> bool:
        """Whether the plugin would take this node, were it empty."""
        return True


def proportional(scores: list[int], reverse: bool = False) -> list[int]:
    """Scores in proportion to the highest of them; `reverse`: low is good."""
    highest = max(scores, default=0)
    if highest == 0:
        return [MAX_SCORE if reverse else 0] * len(scores)
    if reverse:
        return [MAX_SCORE - MAX_SCORE * score // highest for score in scores]
    return [MAX_SCORE * score // highest for score in scores]
