"""Which nodes a Pod asks for: `nodeSelector` and `nodeAffinity`."""

from __future__ import annotations

from ...machinery.objects import Object
from ...machinery.selectors import Requirement
from .node_info import NodeInfo
from .pod_info import PodInfo

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


def required_terms(pod: PodInfo) -> list[Object] | None:
    """The terms of which one must hold; None if the Pod requires nothing."""
    required = pod.node_affinity.get(REQUIRED)
    return None if required is None else required.get("nodeSelectorTerms") or []


def term_is_empty(term: Object) -> bool:
    """An empty term selects nothing."""
    return not term.get("matchExpressions") and not term.get("matchFields")


def term_matches(term: Object, node: NodeInfo) -> bool:
    """Whether all expressions and fields of a term hold."""
    if term_is_empty(term):
        return False
    return all(_holds(expression, node.labels) for expression in term.get("matchExpressions") or ()) and all(
        _holds(field, {"metadata.name": node.name}) for field in term.get("matchFields") or ()
    )


def _holds(expression: Object, labels: dict[str, str]) -> bool:
    values = tuple(expression.get("values") or ())
    return Requirement(expression["key"], expression["operator"], values).matches(labels)


def asks_for_nodes(pod: PodInfo) -> bool:
    """Whether not every node will do."""
    return bool(pod.spec.get("nodeSelector")) or required_terms(pod) is not None


def wants_node(pod: PodInfo, node: NodeInfo) -> bool:
    """Whether the node is one of those that the Pod asks for."""
    selector = pod.spec.get("nodeSelector")
    if selector:
        labels = node.labels
        for key, value in selector.items():
            if labels.get(key) != value:
                return False
    terms = required_terms(pod)
    return terms is None or any(term_matches(term, node) for term in terms)
