"""All filters on one node, as it is or as it might be. The first refusal counts."""

from __future__ import annotations

from collections.abc import Sequence

from .framework import Attempt, Plugin, Refusal
from .node_info import NodeInfo


def refused_by(plugins: Sequence[Plugin], attempt: Attempt, node: NodeInfo) -> Refusal | None:
    """The first refusal, None if all consent."""
    for plugin in plugins:
        refusal = plugin.filter(attempt, node)
        if refusal is not None:
            refusal.plugin = plugin.name
            return refusal
    return None


def refusal_on(attempt: Attempt, node: NodeInfo) -> Refusal | None:
    """All filters on one node, nominated Pods counted as present and as absent: both must be right."""
    return with_nominated(attempt, node) or refused_by(attempt.filters, attempt, node)


def with_nominated(attempt: Attempt, node: NodeInfo) -> Refusal | None:
    """The refusal if the Pods nominated to this node, of no lower priority than this one, were there already."""
    pod = attempt.pod
    others = [
        other
        for other in attempt.snapshot.nominated.get(node.name, {}).values()
        if other.priority >= pod.priority and other.key != pod.key and other.key not in node.pods
    ]
    if not others:
        return None
    crowded = node.copy()
    for other in others:
        crowded.add(other)
    supposed = suppose(attempt, crowded)
    return refused_by(supposed.filters, supposed, crowded)


def suppose(attempt: Attempt, node: NodeInfo) -> Attempt:
    """The same attempt in a cluster where one node is as given."""
    wide = [plugin for plugin in attempt.filters if not plugin.local]
    if not wide:
        return attempt
    other = Attempt(attempt.pod, attempt.snapshot.supposing(node), attempt.filters)
    other.state = dict(attempt.state)
    for plugin in wide:
        plugin.pre_filter(other)
    return other
