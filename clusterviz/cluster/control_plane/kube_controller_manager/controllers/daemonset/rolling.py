"""RollingUpdate of a DaemonSet: old Pods go a few at a time, those that do not work first. Fact sheet §7.4."""

from __future__ import annotations

from .....machinery.objects import Object, deleting, labels_of
from ...pods import is_available
from ..deployment.surge import scaled
from .placing import REVISION_LABEL


def max_surge(daemonset: Object, nodes: int) -> int:
    """How many nodes may run an old and a new Pod at once; 0: the old one goes first."""
    strategy = daemonset["spec"].get("updateStrategy") or {}
    if strategy.get("type", "RollingUpdate") != "RollingUpdate":
        return 0
    return scaled((strategy.get("rollingUpdate") or {}).get("maxSurge") or 0, nodes, round_up=True)


def to_surge(
    daemonset: Object, revision: str, nodes: list[str], by_node: dict[str, list[Object]], now_ms: int
) -> list[str]:
    """The nodes that get a Pod of the newest revision beside the old one now."""
    min_ready_s = daemonset["spec"].get("minReadySeconds", 0)
    surging = 0
    at_once: list[str] = []
    candidates: list[str] = []
    for node in nodes:
        alive = [pod for pod in by_node.get(node, []) if not deleting(pod)]
        new = [pod for pod in alive if labels_of(pod).get(REVISION_LABEL) == revision]
        old = [pod for pod in alive if labels_of(pod).get(REVISION_LABEL) != revision]
        if new and old:
            surging += 1
        elif old:
            (candidates if is_available(old[0], min_ready_s, now_ms) else at_once).append(node)
    return at_once + candidates[: max(0, max_surge(daemonset, len(nodes)) - surging)]


def to_replace(
    daemonset: Object, revision: str, nodes: list[str], by_node: dict[str, list[Object]], now_ms: int
) -> list[Object]:
    """The Pods of an older revision that may go now."""
    rolling = (daemonset["spec"].get("updateStrategy") or {}).get("rollingUpdate") or {}
    may_be_down = scaled(rolling.get("maxUnavailable", 1), len(nodes), round_up=True) or 1
    min_ready_s = daemonset["spec"].get("minReadySeconds", 0)
    down = 0
    at_once: list[Object] = []
    working: list[Object] = []
    for node in nodes:
        pods = by_node.get(node, [])
        alive = [pod for pod in pods if not deleting(pod)]
        pod = alive[0] if alive else None
        if pod is None or not is_available(pod, min_ready_s, now_ms):
            down += 1
        if pod is not None and labels_of(pod).get(REVISION_LABEL) != revision:
            (working if is_available(pod, min_ready_s, now_ms) else at_once).append(pod)
    return at_once + working[: max(0, may_be_down - down)]
