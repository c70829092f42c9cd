"""InterPodAffinity: Pods that want to be near other Pods, or far from them. Fact sheet §6.6."""

from __future__ import annotations

from collections.abc import Sequence

from ..affinity_terms import Term
from ..changes import Change
from ..framework import MAX_SCORE, SKIP, Attempt, Plugin, Refusal, Skip
from ..node_info import NodeInfo
from ..pod_info import PodInfo
from ..snapshot import Snapshot

HARD_WEIGHT = 1  # what a required term of a Pod already there counts for one that it wants near

Place = tuple[str, str]  # topology key and value
Counts = dict[Place, int]


class State:
    """How often each place has what the Pod wants near, wants far, or is refused by."""

    __slots__ = ("against_it", "near", "unwanted")

    def __init__(self, pod: PodInfo, snapshot: Snapshot) -> None:
        self.against_it = _existing_against(pod, snapshot)
        self.near: Counts = {}
        self.unwanted: Counts = {}
        terms = pod.affinity_terms
        if not terms.required and not terms.required_against:
            return
        labels_of = snapshot.namespace_labels
        for node in snapshot.order:
            for other in node.pods.values():
                if terms.required and all(term.matches(other, labels_of) for term in terms.required):
                    for term in terms.required:
                        _count(self.near, term, node, 1)
                for term in terms.required_against:
                    if term.matches(other, labels_of):
                        _count(self.unwanted, term, node, 1)


class InterPodAffinity(Plugin):
    """Refuse nodes where required terms do not hold, the Pod's own or those of others; prefer where wishes come true."""

    name = "InterPodAffinity"
    weight = 2
    local = False
    filters = True
    normalizes = True

    def pre_filter(self, attempt: Attempt) -> Skip | None:
        """Count the Pods that matter; skip if none does."""
        state = attempt.state[self.name] = State(attempt.pod, attempt.snapshot)
        terms = attempt.pod.affinity_terms
        return None if state.against_it or terms.required or terms.required_against else SKIP

    def filter(self, attempt: Attempt, node: NodeInfo) -> Refusal | None:
        """Refuse a node that is not near enough, or too near."""
        state: State = attempt.state[self.name]
        terms = attempt.pod.affinity_terms
        if terms.required and not _near_enough(attempt, state, node):
            return Refusal(["node(s) didn't match pod affinity rules"], resolvable=False)
        for term in terms.required_against:
            if state.unwanted.get((term.topology_key, node.labels.get(term.topology_key, "")), 0) > 0:
                return Refusal(["node(s) didn't match pod anti-affinity rules"])
        if state.against_it:
            for place in node.labels.items():
                if state.against_it.get(place, 0) > 0:
                    return Refusal(["node(s) didn't satisfy existing pods anti-affinity rules"])
        return None

    def worth_a_retry(self, pod: PodInfo, change: Change) -> bool:
        """A wanted Pod came, an unwanted one went (or one that did not want this one), or a node's labels changed."""
        if change.resource == "nodes":
            return not change.deleted and change.labels_changed
        if change.resource != "pods" or not change.labels_changed:
            return False
        terms = pod.affinity_terms
        now, before = (None if change.deleted else change.pod), change.pod_before
        if _meant_by_all(terms.required, now) and not _meant_by_all(terms.required, before):
            return True
        if _meant_by_all(terms.required_against, before) and not _meant_by_all(terms.required_against, now):
            return True
        return (
            change.deleted
            and before is not None
            and any(term.might_match(pod) for term in before.affinity_terms.required_against)
        )

    def pre_score(self, attempt: Attempt, nodes: Sequence[NodeInfo]) -> Skip | None:
        """Add up the wishes per place; skip if nobody has any."""
        pod, snapshot = attempt.pod, attempt.snapshot
        if not pod.has_affinity and not snapshot.with_affinity:
            return SKIP
        terms = pod.affinity_terms
        wishes = bool(terms.preferred or terms.preferred_against)
        sums: Counts = {}
        for node in snapshot.order if wishes else map(snapshot.nodes.__getitem__, snapshot.with_affinity):
            if node.known:
                for other in (node.pods if wishes else node.with_affinity).values():
                    _add_wishes(sums, pod, other, node, snapshot)
        if not sums:
            return SKIP
        attempt.state["InterPodAffinity.score"] = sums
        return None

    def score(self, attempt: Attempt, node: NodeInfo) -> int:
        """The sum over the places that the node belongs to."""
        sums: Counts = attempt.state["InterPodAffinity.score"]
        return sum(sums.get(place, 0) for place in node.labels.items())

    def normalize(self, attempt: Attempt, scores: list[int]) -> list[int]:
        """From the worst to the best."""
        lowest = min(scores)
        spread = max(scores) - lowest
        if spread == 0:
            return [0] * len(scores)
        return [int(MAX_SCORE * ((score - lowest) / spread)) for score in scores]


def _meant_by_all(terms: list[Term], other: PodInfo | None) -> bool:
    return other is not None and bool(terms) and all(term.might_match(other) for term in terms)


def _existing_against(pod: PodInfo, snapshot: Snapshot) -> Counts:
    counts: Counts = {}
    for name in snapshot.with_affinity:
        node = snapshot.nodes[name]
        if node.known:
            for other in node.with_affinity.values():
                for term in other.affinity_terms.required_against:
                    if term.matches(pod, snapshot.namespace_labels):
                        _count(counts, term, node, 1)
    return counts


def _near_enough(attempt: Attempt, state: State, node: NodeInfo) -> bool:
    terms = attempt.pod.affinity_terms.required
    near = True
    for term in terms:
        value = node.labels.get(term.topology_key)
        if value is None:
            return False
        if state.near.get((term.topology_key, value), 0) <= 0:
            near = False
    if near:
        return True
    # The first Pod of a group that wants to be near itself may start anywhere.
    return not state.near and all(term.matches(attempt.pod, attempt.snapshot.namespace_labels) for term in terms)


def _add_wishes(sums: Counts, pod: PodInfo, other: PodInfo, node: NodeInfo, snapshot: Snapshot) -> None:
    """What the Pod wishes of the other one, and the other one of it."""
    labels_of = snapshot.namespace_labels
    own, its = pod.affinity_terms, other.affinity_terms
    for terms, subject, sign in (
        (own.preferred, other, 1),
        (own.preferred_against, other, -1),
        (its.preferred, pod, 1),
        (its.preferred_against, pod, -1),
    ):
        for term in terms:
            if term.matches(subject, labels_of):
                _count(sums, term, node, sign * term.weight)
    for term in its.required:
        if term.matches(pod, labels_of):
            _count(sums, term, node, HARD_WEIGHT)


def _count(counts: Counts, term: Term, node: NodeInfo, number: int) -> None:
    value = node.labels.get(term.topology_key)
    if value is not None:
        place = (term.topology_key, value)
        counts[place] = counts.get(place, 0) + number
