"""The terms of podAffinity and podAntiAffinity: which other Pods are meant, and what "near" means."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...machinery import selectors
from ...machinery.objects import Object
from ...machinery.selectors import LabelSelector, Requirement

if TYPE_CHECKING:
    from .pod_info import PodInfo

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"

NamespaceLabels = Callable[[str], dict[str, str]]


def selector_with_keys(
    selector: Object | None, labels: dict[str, str], match_keys: Any = None, mismatch_keys: Any = None
) -> LabelSelector | None:
    """A label selector with `matchLabelKeys` and `mismatchLabelKeys` filled in; None selects nothing."""
    if selector is None:
        return None
    found = list(selectors.from_object(selector).requirements)
    for key in match_keys or ():
        if key in labels:
            found.append(Requirement(key, "In", (labels[key],)))
    for key in mismatch_keys or ():
        if key in labels:
            found.append(Requirement(key, "NotIn", (labels[key],)))
    return LabelSelector(tuple(found))


class Term:
    """One term: Pods of these namespaces with these labels, in the same `topology_key`. `weight`: 0 if it is required."""

    __slots__ = ("namespace_selector", "namespaces", "selector", "topology_key", "weight")

    def __init__(self, pod: PodInfo, term: Object, weight: int = 0) -> None:
        self.topology_key = str(term["topologyKey"])
        self.selector = selector_with_keys(
            term.get("labelSelector"), pod.labels, term.get("matchLabelKeys"), term.get("mismatchLabelKeys")
        )
        namespaces = term.get("namespaces") or ()
        selector = term.get("namespaceSelector")
        self.namespace_selector = selectors.from_object(selector) if selector is not None else None
        self.namespaces = tuple(namespaces) if namespaces or selector is not None else (pod.namespace,)
        self.weight = weight

    def matches(self, pod: PodInfo, namespace_labels: NamespaceLabels) -> bool:
        """Whether this Pod is meant."""
        if self.selector is None:
            return False
        if pod.namespace not in self.namespaces and (
            self.namespace_selector is None or not self.namespace_selector.matches(namespace_labels(pod.namespace))
        ):
            return False
        return self.selector.matches(pod.labels)

    def might_match(self, pod: PodInfo) -> bool:
        """Whether this Pod is meant, if its namespace is one of those that are selected by label."""
        if self.selector is None or (pod.namespace not in self.namespaces and self.namespace_selector is None):
            return False
        return self.selector.matches(pod.labels)


class AffinityTerms:
    """All terms of one Pod."""

    __slots__ = ("preferred", "preferred_against", "required", "required_against")

    def __init__(self, pod: PodInfo) -> None:
        wanted, against = pod.pod_affinity or {}, pod.pod_anti_affinity or {}
        self.required = [Term(pod, term) for term in wanted.get(REQUIRED) or ()]
        self.required_against = [Term(pod, term) for term in against.get(REQUIRED) or ()]
        self.preferred = _weighted(pod, wanted)
        self.preferred_against = _weighted(pod, against)


def _weighted(pod: PodInfo, affinity: Object) -> list[Term]:
    return [Term(pod, item["podAffinityTerm"], item["weight"]) for item in affinity.get(PREFERRED) or ()]
