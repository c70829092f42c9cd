"""What came of one scheduling cycle, with all its reasons, and how Kubernetes puts it into words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .framework import Refusal
from .node_info import NodeInfo
from .outcome_text import counted, nodes_available
from .plugins.dynamic_resources import NO_CLAIMS
from .pod_info import PodInfo

if TYPE_CHECKING:
    from .plugins.default_preemption import Preemption

NO_NODES = "no nodes available to schedule pods"


class Outcome:
    """`node`: the choice, "" if there is none. `feasible`, `totals` and the lists in `scores` go side by side."""

    def __init__(self, pod: PodInfo, nodes: list[NodeInfo]) -> None:
        self.pod = pod
        self.nodes = nodes
        self.node_count = len(nodes)
        self.node = ""
        self.best: list[str] = []  # all nodes with the highest total
        self.feasible: list[NodeInfo] = []
        self.refusals: dict[str, Refusal] = {}
        self.scores: dict[str, list[int]] = {}
        self.totals: list[int] = []
        self.outright: Refusal | None = None  # refused before any node was looked at
        self.nominated_only = False  # the nominated node fitted, and no other was looked at
        self.processed = 0
        self.next_start_index: int | None = None
        self.preemption: Preemption | None = None

    def choose(self, ties: list[int], choice: int) -> None:
        """Note the best nodes and the one taken."""
        self.best = [self.feasible[index].name for index in ties]
        self.node = self.feasible[choice].name

    def refuse_outright(self, refusal: Refusal) -> None:
        """Note that no node needs to be asked."""
        self.outright = refusal

    @property
    def names(self) -> list[str]:
        """All nodes there are."""
        return [node.name for node in self.nodes]

    @property
    def rejectors(self) -> list[str]:
        """The plugins that refused, each once."""
        if self.outright is not None:
            return [self.outright.plugin]
        return list(dict.fromkeys(refusal.plugin for refusal in self.refusals.values() if refusal.plugin))

    @property
    def message(self) -> str:
        """Why the Pod cannot be placed, word for word; "" if it can."""
        if self.node:
            return ""
        if self.node_count == 0:
            return NO_NODES
        if self.outright is not None:
            text = nodes_available(self.node_count, self.outright.reasons)
            if self.outright.plugin:
                # Kubernetes 1.36 looks for a note that the plugins of dynamic resources had no chance to write.
                return f"{text} not found"
        else:
            text = nodes_available(self.node_count, counted(self.refusals.values()))
        if self.preemption is not None and self.preemption.message:
            text += f" {NO_CLAIMS}, preemption: {self.preemption.message}"
        return text

    def table(self, limit: int) -> dict[str, Any]:
        """The decision in numbers, for the trace: at most `limit` nodes, the best first."""
        order = sorted(range(len(self.feasible)), key=self._rank)[:limit]
        nodes: dict[str, Any] = {}
        for index in order:
            name = self.feasible[index].name
            if self.totals:
                scores = {plugin: column[index] for plugin, column in self.scores.items()}
                nodes[name] = {"total": self.totals[index], "scores": scores}
            else:
                nodes[name] = {"total": None, "scores": {}}
        for name, refusal in self.refusals.items():
            if len(nodes) >= limit:
                break
            nodes[name] = {"refused_by": refusal.plugin, "reasons": list(refusal.reasons)}
        return {"nodes": nodes, "feasible": len(self.feasible), "refused": len(self.refusals)}

    def _rank(self, index: int) -> tuple[int, int]:
        return (-self.totals[index] if self.totals else 0, 0 if self.feasible[index].name == self.node else 1)
