"""The scheduling cycle: which node is best for one Pod, and why. A pure function of the Pod and the snapshot.

Fact sheet §6.4: filter the nodes from where the last cycle stopped until enough are found, score those, take the best.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .filtering import refusal_on, refused_by, with_nominated
from .framework import SKIP, Attempt, Only, Refusal
from .node_info import NodeInfo
from .outcome import Answer, Outcome
from .plugins import FILTERS, PREEMPTION, SCORERS
from .pod_info import PodInfo
from .snapshot import Snapshot

MIN_FEASIBLE_NODES = 100  # fewer are never enough, if there are more nodes. Fact sheet §15.3
MOST_PERCENTAGE, NODES_PER_PERCENT = 50, 125  # the more nodes there are, the smaller the share that is looked at
MIN_PERCENTAGE = 5
NODE_ANSWERS_KEPT = 200_000  # over all shapes

LOCAL_SCORERS = tuple(plugin for plugin in SCORERS if plugin.local)
WIDE_SCORERS = tuple(plugin for plugin in SCORERS if not plugin.local)


class Shape:
    """What the local plugins said about Pods of one shape, node by node, good until the node changes."""

    __slots__ = ("answers", "even", "even_total", "filters", "layout", "scorers")

    def __init__(self, attempt: Attempt) -> None:
        self.layout = attempt.snapshot.layout
        self.filters = [plugin for plugin in attempt.filters if plugin.local]
        self.scorers = [plugin for plugin in LOCAL_SCORERS if plugin.pre_score(attempt, ()) is not SKIP]
        self.answers: list[Answer | None] = [None] * len(attempt.snapshot.order)
        # What a plugin that normalises gives to every node if it has nothing against or for any of them.
        self.even = {plugin.name: plugin.normalize(attempt, [0])[0] for plugin in self.scorers if plugin.normalizes}
        self.even_total = sum(self.even[plugin.name] * plugin.weight for plugin in self.scorers if plugin.normalizes)

    def ask(self, attempt: Attempt, node: NodeInfo) -> Answer:
        """Ask the local plugins about one node."""
        refusal = refused_by(self.filters, attempt, node)
        if refusal is not None:
            return node.generation, refusal, 0, (), False
        total = self.even_total
        uneven = False
        raw = []
        for plugin in self.scorers:
            score = plugin.score(attempt, node)
            raw.append(score)
            if not plugin.normalizes:
                total += score * plugin.weight
            elif score:
                uneven = True
        return node.generation, None, total, tuple(raw), uneven


class Memory:
    """The shapes seen lately. It only saves time: no decision depends on it, so it is not stored with the cluster."""

    def __init__(self) -> None:
        self.shapes: dict[str, Shape] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {"shapes": {}}

    def shape_of(self, attempt: Attempt) -> Shape:
        """What is known about Pods of this shape."""
        key = attempt.pod.shape
        shape = self.shapes.pop(key, None)
        if shape is None or shape.layout != attempt.snapshot.layout:
            shape = Shape(attempt)
        self.shapes[key] = shape
        if len(self.shapes) * (len(shape.answers) + 20) > NODE_ANSWERS_KEPT and len(self.shapes) > 1:
            del self.shapes[next(iter(self.shapes))]
        return shape


def schedule(
    pod: PodInfo,
    snapshot: Snapshot,
    *,
    memory: Memory | None = None,
    start_index: int = 0,
    percentage: int = 0,
    draw: Callable[[int], int] | None = None,
) -> Outcome:
    """Choose a node for `pod`.

    `start_index`: where in the snapshot's order to begin; `percentage`: percentageOfNodesToScore, 0 = adaptive;
    `draw(n)`: a number below n, asked only to break a tie between n nodes (None: the first wins).
    """
    snapshot.ready()
    attempt = Attempt(pod, snapshot, FILTERS)
    outcome = Outcome(pod, snapshot.order)
    if not snapshot.order:
        return outcome
    nodes = _first_look(attempt, outcome)
    if nodes is not None:
        _choose(attempt, outcome, nodes, memory or Memory(), start_index, percentage, draw)
    if not outcome.node and not (outcome.outright is not None and outcome.outright.plugin):
        outcome.preemption = PREEMPTION.post_filter(attempt, outcome.refusals, outcome.outright)
    return outcome


def _choose(
    attempt: Attempt,
    outcome: Outcome,
    nodes: list[NodeInfo],
    memory: Memory,
    start_index: int,
    percentage: int,
    draw: Callable[[int], int] | None,
) -> None:
    shape = memory.shape_of(attempt)
    if attempt.pod.nominated_node:
        _try_nominated(attempt, shape, outcome)
    if not outcome.feasible:
        _filter(attempt, shape, outcome, nodes, start_index, percentage)
    if len(outcome.feasible) == 1:
        outcome.choose([0], 0)
    elif outcome.feasible:
        _score(attempt, shape, outcome)
        best = max(outcome.totals)
        ties = [index for index, total in enumerate(outcome.totals) if total == best]
        outcome.choose(ties, ties[draw(len(ties))] if draw is not None and len(ties) > 1 else ties[0])


def enough_nodes(count: int, percentage: int = 0) -> int:
    """How many feasible nodes are enough among `count`."""
    if count < MIN_FEASIBLE_NODES or percentage >= 100:
        return count
    if percentage == 0:
        percentage = max(MOST_PERCENTAGE - count // NODES_PER_PERCENT, MIN_PERCENTAGE)
    return max(count * percentage // 100, MIN_FEASIBLE_NODES)


def _first_look(attempt: Attempt, outcome: Outcome) -> list[NodeInfo] | None:
    """Ask every plugin about the Pod itself. The nodes that are left to look at; None if the Pod is refused outright."""
    only: frozenset[str] | None = None
    by: list[str] = []
    for plugin in FILTERS:
        answer = plugin.pre_filter(attempt)
        if answer is None:
            continue
        if answer is SKIP:
            attempt.filters.remove(plugin)
            continue
        if isinstance(answer, Refusal):
            answer.plugin = plugin.name
            outcome.refuse_outright(answer)
            return None
        if isinstance(answer, Only):
            only = answer.names if only is None else only & answer.names
            by.append(plugin.name)
    order = attempt.snapshot.order
    if only is None:
        return order
    if not only:
        what = f"plugin {by[0]}" if len(by) == 1 else f"plugin(s) [{' '.join(by)}] simultaneously"
        outcome.refuse_outright(Refusal([f"node(s) didn't satisfy {what}"], resolvable=False))
        return None
    excluded = Refusal([f"node(s) didn't satisfy plugin(s) [{' '.join(by)}]"], resolvable=False)
    outcome.refusals.update((node.name, excluded) for node in order if node.name not in only)
    return [node for node in order if node.name in only]


def _try_nominated(attempt: Attempt, shape: Shape, outcome: Outcome) -> None:
    node = attempt.snapshot.nodes.get(attempt.pod.nominated_node)
    if node is None or not node.known or node.name in outcome.refusals:
        return
    if refusal_on(attempt, node) is None:
        outcome.nominated_only = True
        outcome.feasible.append(node)
        outcome.answers.append(shape.ask(attempt, node))


def _filter(
    attempt: Attempt, shape: Shape, outcome: Outcome, nodes: list[NodeInfo], start_index: int, percentage: int
) -> None:
    wide = [plugin for plugin in attempt.filters if not plugin.local]
    nominated = attempt.snapshot.nominated
    # An answer is kept by the node's place in the order. If only some nodes are meant, the places are not theirs.
    answers: list[Answer | None] = shape.answers if nodes is attempt.snapshot.order else [None] * len(nodes)
    feasible, found, refusals = outcome.feasible, outcome.answers, outcome.refusals
    count, wanted = len(nodes), enough_nodes(len(nodes), percentage)
    index, processed = start_index % count if count else 0, 0
    while processed < count and len(feasible) < wanted:
        # In a stretch as long as what is still wanted, no node is looked at in vain.
        length = min(wanted - len(feasible), count - index, count - processed)
        stretch = zip(nodes[index : index + length], answers[index : index + length], strict=True)
        for place, (node, answer) in enumerate(stretch, index):
            if answer is None or answer[0] != node.generation:
                answer = answers[place] = shape.ask(attempt, node)
            refusal = answer[1]
            if refusal is None:
                if wide:
                    refusal = refused_by(wide, attempt, node)
                if refusal is None and nominated and node.name in nominated:
                    refusal = with_nominated(attempt, node)
            if refusal is None:
                feasible.append(node)
                found.append(answer)
            else:
                refusals[node.name] = refusal
        processed += length
        index = (index + length) % count
    outcome.next_start_index = (start_index + processed) % outcome.node_count


def _score(attempt: Attempt, shape: Shape, outcome: Outcome) -> None:
    answers = outcome.answers
    totals = [answer[2] for answer in answers]
    outcome.scorers, outcome.even = shape.scorers, shape.even
    if any(answer[4] for answer in answers):
        for place, plugin in enumerate(shape.scorers):
            if plugin.normalizes:
                scores = plugin.normalize(attempt, [answer[3][place] for answer in answers])
                outcome.columns[plugin.name] = scores
                _add(totals, scores, plugin.weight, shape.even[plugin.name])
    for plugin in WIDE_SCORERS:
        if plugin.pre_score(attempt, outcome.feasible) is SKIP:
            continue
        scores = plugin.normalize(attempt, [plugin.score(attempt, node) for node in outcome.feasible])
        outcome.columns[plugin.name] = scores
        _add(totals, scores, plugin.weight)
    outcome.totals = totals


def _add(totals: list[int], scores: list[int], weight: int, counted_already: int = 0) -> None:
    for index, score in enumerate(scores):
        totals[index] += (score - counted_already) * weight
