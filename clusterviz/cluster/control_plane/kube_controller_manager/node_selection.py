"""Does a Pod want this node? `nodeSelector` and required node affinity, as the scheduler judges them too. Fact sheet §7.4."""

from __future__ import annotations

from ...machinery.objects import Object, labels_of, name_of
from ...machinery.selectors import Requirement


def wants_node(pod_spec: Object, node: Object) -> bool:
    """Whether nodeSelector and one of the required affinity terms match."""
    labels = labels_of(node)
    if not (pod_spec.get("nodeSelector") or {}).items() <= labels.items():
        return False
    affinity = (pod_spec.get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution")
    if required is None:
        return True
    return any(_matches(term, labels, name_of(node)) for term in required.get("nodeSelectorTerms") or ())


def _matches(term: Object, labels: dict[str, str], name: str) -> bool:
    expressions, fields = term.get("matchExpressions") or (), term.get("matchFields") or ()
    if not expressions and not fields:
        return False
    return all(_requirement(each).matches(labels) for each in expressions) and all(
        _requirement(each).matches({"metadata.name": name}) for each in fields
    )


def _requirement(expression: Object) -> Requirement:
    return Requirement(expression["key"], expression["operator"], tuple(expression.get("values") or ()))
