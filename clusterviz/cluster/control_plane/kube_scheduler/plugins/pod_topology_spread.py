"""PodTopologySpread: equal Pods spread over zones and nodes, strictly or by preference. Fact sheet §6.6."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ....machinery.objects import Object, controller_of, labels_of
from ....machinery.selectors import LabelSelector, Requirement, from_object
from ....machinery.tolerations import tolerated
from ..affinity_terms import selector_with_keys
from ..changes import Change
from ..framework import MAX_SCORE, SKIP, Attempt, Plugin, Refusal, Skip
from ..node_info import HOSTNAME_LABEL, ZONE_LABEL, NodeInfo
from ..node_selection import asks_for_nodes, wants_node
from ..pod_info import PodInfo
from ..snapshot import Snapshot

IGNORED = -1  # the score of a node that lacks a topology label; 0 in the end
DEFAULT_HOST_SKEW, DEFAULT_ZONE_SKEW = 3, 5  # of Pods that ask for no spread
COUNTS_KEPT = 64  # per node

OWNERS = {
    "ReplicaSet": "replicasets",
    "ReplicationController": "replicationcontrollers",
    "StatefulSet": "statefulsets",
}


class Constraint:
    """One topologySpreadConstraint of a Pod."""

    __slots__ = ("key", "max_skew", "min_domains", "pod", "selector", "topology_key", "with_affinity", "with_taints")

    def __init__(self, pod: PodInfo, constraint: Object, selector: LabelSelector | None) -> None:
        self.pod = pod
        self.topology_key = str(constraint["topologyKey"])
        self.max_skew: int = constraint["maxSkew"]
        self.min_domains: int = constraint.get("minDomains") or 1
        self.selector = selector
        honored = (constraint.get("nodeAffinityPolicy") or "Honor") == "Honor"
        self.with_affinity = honored and asks_for_nodes(pod)
        self.with_taints = (constraint.get("nodeTaintsPolicy") or "Ignore") == "Honor"
        self.key = (pod.namespace, str(selector))

    def includes(self, node: NodeInfo) -> bool:
        """Whether the node takes part in the count."""
        if self.with_affinity and not wants_node(self.pod, node):
            return False
        return not self.with_taints or all(tolerated(taint, self.pod.tolerations) for taint in node.hard_taints)

    def matches(self, pod: PodInfo) -> bool:
        """Whether a Pod of the namespace is counted."""
        return self.selector is not None and self.selector.matches(pod.labels)

    def count(self, node: NodeInfo) -> int:
        """How many Pods of the node are counted. A selector that selects everything counts none."""
        count = node.matching.get(self.key)
        if count is None:
            count = 0
            if self.selector is not None and self.selector.requirements:
                namespace = self.pod.namespace
                for pod in node.pods.values():
                    if pod.namespace == namespace and not pod.terminating and self.selector.matches(pod.labels):
                        count += 1
            if len(node.matching) >= COUNTS_KEPT:
                node.matching = {}
            node.matching[self.key] = count
        return count


class HardState:
    """The strict constraints with the Pods counted per topology value."""

    __slots__ = ("constraints", "counts", "lowest")

    def __init__(self, constraints: list[Constraint], snapshot: Snapshot) -> None:
        self.constraints = constraints
        self.counts: list[dict[str, int]] = [{} for _ in constraints]
        keys = [constraint.topology_key for constraint in constraints]
        for node in snapshot.order:
            if not all(key in node.labels for key in keys):
                continue
            for constraint, counts in zip(constraints, self.counts, strict=True):
                if constraint.includes(node):
                    value = node.labels[constraint.topology_key]
                    counts[value] = counts.get(value, 0) + constraint.count(node)
        self.lowest = [
            0 if len(counts) < constraint.min_domains and counts else min(counts.values(), default=2**31)
            for constraint, counts in zip(constraints, self.counts, strict=True)
        ]


class SoftState:
    """The preferences with the Pods counted per topology value, and the weight of each."""

    __slots__ = ("constraints", "counts", "ignored", "weights")

    def __init__(self, constraints: list[Constraint], snapshot: Snapshot, nodes: Sequence[NodeInfo], all_labels: bool):
        """`all_labels`: nodes that lack a label do not take part."""
        self.constraints = constraints
        keys = [constraint.topology_key for constraint in constraints]
        self.ignored: dict[str, None] = {}
        self.counts: list[dict[str, int]] = [{} for _ in constraints]
        spread = [
            (constraint, counts)
            for constraint, counts in zip(constraints, self.counts, strict=True)
            if constraint.topology_key != HOSTNAME_LABEL
        ]
        for node in nodes:
            if all_labels and not all(key in node.labels for key in keys):
                self.ignored[node.name] = None
                continue
            for constraint, counts in spread:
                counts.setdefault(node.labels.get(constraint.topology_key, ""), 0)
        if any(any(counts) for _, counts in spread):
            for node in snapshot.order:
                if all_labels and not all(key in node.labels for key in keys):
                    continue
                for constraint, counts in spread:
                    value = node.labels.get(constraint.topology_key, "")
                    if value in counts and constraint.includes(node):
                        counts[value] += constraint.count(node)
        self.weights = [
            math.log((len(nodes) - len(self.ignored) if constraint.topology_key == HOSTNAME_LABEL else len(counts)) + 2)
            for constraint, counts in zip(constraints, self.counts, strict=True)
        ]


class PodTopologySpread(Plugin):
    """Refuse a node where the skew would be too large; prefer the one where there are fewest Pods of the kind."""

    name = "PodTopologySpread"
    weight = 2
    local = False
    filters = True
    normalizes = True

    def pre_filter(self, attempt: Attempt) -> Skip | None:
        """Count the Pods; skip Pods without strict constraints."""
        constraints = constraints_of(attempt.pod, "DoNotSchedule")
        if not constraints:
            return SKIP
        attempt.state[self.name] = HardState(constraints, attempt.snapshot)
        return None

    def filter(self, attempt: Attempt, node: NodeInfo) -> Refusal | None:
        """Refuse a node without the label, or where the Pod would make the skew too large."""
        state: HardState = attempt.state[self.name]
        for constraint, counts, lowest in zip(state.constraints, state.counts, state.lowest, strict=True):
            value = node.labels.get(constraint.topology_key)
            if value is None:
                reason = "node(s) didn't match pod topology spread constraints (missing required label)"
                return Refusal([reason], resolvable=False)
            itself = 1 if constraint.matches(attempt.pod) else 0
            if counts.get(value, 0) + itself - lowest > constraint.max_skew:
                return Refusal(["node(s) didn't match pod topology spread constraints"])
        return None

    def worth_a_retry(self, pod: PodInfo, change: Change) -> bool:
        """A Pod that is counted came, changed or went; or a node with its labels did."""
        constraints = constraints_of(pod, "DoNotSchedule")
        if change.resource == "nodes":
            return change.labels_changed and any(
                constraint.topology_key in labels_of(change.object) for constraint in constraints
            )
        return any(
            other is not None and other.namespace == pod.namespace and constraint.matches(other)
            for constraint in constraints
            for other in (change.pod, change.pod_before)
        )

    def pre_score(self, attempt: Attempt, nodes: Sequence[NodeInfo]) -> Skip | None:
        """Count the Pods; skip Pods without preferences of their own and without anything to take them from."""
        pod = attempt.pod
        own = bool(pod.spec.get("topologySpreadConstraints"))
        constraints = constraints_of(pod, "ScheduleAnyway") if own else default_constraints(pod, attempt.snapshot)
        if not constraints:
            return SKIP
        attempt.state[self.name] = SoftState(constraints, attempt.snapshot, nodes, all_labels=own)
        return None

    def score(self, attempt: Attempt, node: NodeInfo) -> int:
        """Pods of the kind in the node's domains; low is good."""
        state: SoftState = attempt.state[self.name]
        if node.name in state.ignored:
            return IGNORED
        score = 0.0
        for constraint, counts, weight in zip(state.constraints, state.counts, state.weights, strict=True):
            value = node.labels.get(constraint.topology_key)
            if value is not None:
                count = constraint.count(node) if constraint.topology_key == HOSTNAME_LABEL else counts[value]
                score += count * weight + (constraint.max_skew - 1)
        return math.floor(score + 0.5)

    def normalize(self, attempt: Attempt, scores: list[int]) -> list[int]:
        """The fewest Pods are best."""
        valid = [score for score in scores if score != IGNORED]
        highest, lowest = max(valid, default=0), min(valid, default=0)
        if highest == 0:
            return [0 if score == IGNORED else MAX_SCORE for score in scores]
        return [0 if score == IGNORED else MAX_SCORE * (highest + lowest - score) // highest for score in scores]


def constraints_of(pod: PodInfo, when_unsatisfiable: str) -> list[Constraint]:
    """The Pod's own constraints of one kind."""
    return [
        Constraint(pod, item, selector_with_keys(item.get("labelSelector"), pod.labels, item.get("matchLabelKeys")))
        for item in pod.spec.get("topologySpreadConstraints") or ()
        if item["whenUnsatisfiable"] == when_unsatisfiable
    ]


def default_constraints(pod: PodInfo, snapshot: Snapshot) -> list[Constraint]:
    """What Kubernetes prefers for Pods of a Service or a controller: spread over nodes first, then over zones."""
    requirements = _kind_of(pod, snapshot)
    if not requirements:
        return []
    selector = LabelSelector(tuple(requirements))
    return [
        Constraint(pod, {"topologyKey": HOSTNAME_LABEL, "maxSkew": DEFAULT_HOST_SKEW}, selector),
        Constraint(pod, {"topologyKey": ZONE_LABEL, "maxSkew": DEFAULT_ZONE_SKEW}, selector),
    ]


def _kind_of(pod: PodInfo, snapshot: Snapshot) -> list[Requirement]:
    """What selects the Pods of the same kind: the selectors of its Services and of its controller together."""
    labels: dict[str, str] = {}
    for service in snapshot.of("services").values():
        selector = service["spec"].get("selector")
        if (
            selector
            and service["metadata"].get("namespace") == pod.namespace
            and all(pod.labels.get(key) == value for key, value in selector.items())
        ):
            labels.update(selector)
    found: list[Requirement] = []
    reference = controller_of(pod.pod)
    plural = OWNERS.get(reference["kind"]) if reference is not None else None
    if reference is not None and plural is not None:
        owner = snapshot.of(plural).get(f"{pod.namespace}/{reference['name']}")
        if owner is not None:
            selector = owner["spec"].get("selector") or {}
            if plural == "replicationcontrollers":
                labels.update(selector)
            else:
                found += from_object(selector).requirements
    return [*(Requirement(key, "In", (value,)) for key, value in sorted(labels.items())), *found]
