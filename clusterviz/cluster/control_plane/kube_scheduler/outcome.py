"""What came of one scheduling cycle, with all its reasons, and how Kubernetes puts it into words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .framework import Plugin, Refusal
from .node_info import NodeInfo
from .outcome_text import counted, nodes_available
from .plugins.dynamic_resources import note_of
from .pod_info import PodInfo

if TYPE_CHECKING:
    from .plugins.default_preemption import Preemption

NO_NODES = "no nodes available to schedule pods"


# What the local plugins say of one node: its generation, refusal, weighted sum, the score of each scorer as it gave it, and
# whether one of those that normalise gave anything but 0 (if none did, the sum is right as it stands).
Answer = tuple[int, Refusal | None, int, tuple[int, ...], bool]


class Outcome:
    """`node`: the choice, "" if there is none. `feasible`, `answers`, `totals` and each column go side by side."""

    def __init__(self, pod: PodInfo, nodes: list[NodeInfo]) -> None:
        self.pod = pod
        self.nodes = nodes
        self.node_count = len(nodes)
        self.node = ""
        self.feasible: list[NodeInfo] = []
        self.refusals: dict[str, Refusal] = {}
        self.answers: list[Answer] = []
        self.scorers: Sequence[Plugin] = ()  # the local ones
        self.even: dict[str, int] = {}  # what a plugin that normalises gave to every node alike
        self.columns: dict[str, list[int]] = {}  # what the others gave
        self.totals: list[int] = []
        self.ties: list[int] = []  # the places of the highest total
        self.outright: Refusal | None = None  # refused before any node was looked at
        self.nominated_only = False  # the nominated node fitted, and no other was looked at
        self.next_start_index: int | None = None
        self.preemption: Preemption | None = None

    def choose(self, ties: list[int], choice: int) -> None:
        """Note the best nodes and the one taken."""
        self.ties = ties
        self.node = self.feasible[choice].name

    def refuse_outright(self, refusal: Refusal) -> None:
        """Note that no node needs to be asked."""
        self.outright = refusal

    @property
    def best(self) -> list[str]:
        """All nodes with the highest total."""
        return [self.feasible[index].name for index in self.ties]

    @property
    def scores(self) -> dict[str, list[int]]:
        """What each plugin gave to each feasible node, 0 to 100; {} if there was no need to score."""
        rows = [self.scores_of(index) for index in range(len(self.totals))]
        return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}

    def scores_of(self, index: int) -> dict[str, int]:
        """What each plugin gave to one feasible node."""
        raw = self.answers[index][3]
        found = {plugin.name: self.even.get(plugin.name, raw[place]) for place, plugin in enumerate(self.scorers)}
        for name, column in self.columns.items():
            found[name] = column[index]
        return found

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
            text += f" {note_of(self.pod)}, preemption: {self.preemption.message}"
        return text

    def table(self, limit: int) -> dict[str, Any]:
        """The decision in numbers, for the trace: at most `limit` nodes, the best first."""
        places: Sequence[int] = range(len(self.feasible))
        if len(self.totals) > limit:
            # All but the best are left out before the sorting, which takes long for many nodes.
            least = sorted(self.totals, reverse=True)[limit - 1]
            above = [place for place in places if self.totals[place] > least]
            equal = [place for place in places if self.totals[place] == least]
            equal.sort(key=self._chosen_first)
            places = above + equal[: limit - len(above)]
        order = sorted(places, key=self._rank)
        nodes: dict[str, Any] = {}
        for index in order:
            name = self.feasible[index].name
            if self.totals:
                nodes[name] = {"total": self.totals[index], "scores": self.scores_of(index)}
            else:
                nodes[name] = {"total": None, "scores": {}}
        for name, refusal in self.refusals.items():
            if len(nodes) >= limit:
                break
            nodes[name] = {"refused_by": refusal.plugin, "reasons": list(refusal.reasons)}
        return {"nodes": nodes, "feasible": len(self.feasible), "refused": len(self.refusals)}

    def _rank(self, index: int) -> tuple[int, int]:
        return (-self.totals[index] if self.totals else 0, self._chosen_first(index))

    def _chosen_first(self, index: int) -> int:
        return 0 if self.feasible[index].name == self.node else 1
