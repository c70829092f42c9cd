"""Which Pods go first when there are too many. Fact sheet §7.2."""

from __future__ import annotations

from functools import cmp_to_key

from .....machinery.objects import Object, annotations_of, uid_of
from .....machinery.times import unix_ms
from ...pods import is_ready, phase_of, ready_since_ms

DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"
_PHASES = {"Pending": 0, "": 0, "Unknown": 1, "Running": 2}


def least_wanted(pods: list[Object], per_node: dict[str, int], now_ms: int) -> list[Object]:
    """The Pods in the order in which they would be deleted.

    `per_node`: how many active Pods of related ReplicaSets (same owner) each node runs.
    """
    ranked = sorted((_Rank(pod, per_node, now_ms) for pod in pods), key=cmp_to_key(_compare))
    return [rank.pod for rank in ranked]


def reason(pod: Object, per_node: dict[str, int]) -> str:
    """Why this Pod is among the first to go, for the learner."""
    node = pod["spec"].get("nodeName")
    if not node:
        return "it has no node yet"
    if phase_of(pod) != "Running":
        return f"it is still {phase_of(pod) or 'Pending'}"
    if not is_ready(pod):
        return "it is not ready"
    if _cost(pod):
        return f"its deletion cost is {_cost(pod)}"
    if per_node.get(node, 0) > 1:
        return f"{node} runs {per_node[node]} of them"
    return "it has been ready for the shortest time"


class _Rank:
    __slots__ = ("created_ms", "first", "now_ms", "pod", "ready_ms", "restarts", "uid")

    def __init__(self, pod: Object, per_node: dict[str, int], now_ms: int) -> None:
        node = pod["spec"].get("nodeName", "")
        self.pod = pod
        self.now_ms = now_ms
        self.uid = uid_of(pod)
        self.ready_ms = ready_since_ms(pod)
        self.created_ms = unix_ms(pod["metadata"]["creationTimestamp"])
        self.restarts = _restarts(pod)
        self.first = (
            bool(node),
            _PHASES.get(phase_of(pod), 2),
            self.ready_ms is not None,
            _cost(pod),
            -per_node.get(node, 0),
        )


def _compare(one: _Rank, other: _Rank) -> int:
    """Negative: `one` goes first."""
    if one.first != other.first:
        return -1 if one.first < other.first else 1
    if one.ready_ms is not None and other.ready_ms is not None and one.ready_ms != other.ready_ms:
        return _younger(one.now_ms - one.ready_ms, other.now_ms - other.ready_ms, one, other)
    if one.restarts != other.restarts:
        return other.restarts - one.restarts
    if one.created_ms != other.created_ms:
        return _younger(one.now_ms - one.created_ms, other.now_ms - other.created_ms, one, other)
    return 0


def _younger(one_ms: int, other_ms: int, one: _Rank, other: _Rank) -> int:
    difference = _bucket(one_ms) - _bucket(other_ms)
    return difference or (-1 if one.uid < other.uid else 1)


def _bucket(age_ms: int) -> int:
    """Ages on a scale of powers of two (LogarithmicScaleDown): old Pods are all about as old."""
    return (max(age_ms, 0) // 1000).bit_length()


def _cost(pod: Object) -> int:
    try:
        return int(annotations_of(pod).get(DELETION_COST, "0"))
    except ValueError:
        return 0


def _restarts(pod: Object) -> int:
    return max(
        (status.get("restartCount", 0) for status in pod.get("status", {}).get("containerStatuses", ())), default=0
    )


__all__ = ["least_wanted", "reason"]
