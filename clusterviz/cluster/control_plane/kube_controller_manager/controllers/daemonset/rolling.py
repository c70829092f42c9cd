"""RollingUpdate of a DaemonSet: old Pods go a few at a time, those that do not work first. Fact sheet §7.4."""

from __future__ import annotations

from .....machinery.objects import Object, deleting, labels_of
from ...pods import is_available
from ..deployment.surge import scaled
from .placing import REVISION_LABEL


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
