"""How many Pods a rollout may have too many, and too few. Fact sheet §7.1."""

from __future__ import annotations

import math

from .....machinery.objects import Object, annotations_of


def wanted(deployment: Object) -> int:
    """`spec.replicas`."""
    return int(deployment["spec"].get("replicas", 1))


def size(replicaset: Object) -> int:
    """A ReplicaSet's `spec.replicas`."""
    return int(replicaset["spec"].get("replicas", 1))


def available(replicaset: Object) -> int:
    """How many of its Pods are available."""
    return int(replicaset.get("status", {}).get("availableReplicas", 0))


def total_size(replicasets: list[Object]) -> int:
    """The sum of `spec.replicas`."""
    return sum(size(each) for each in replicasets)


def active(replicasets: list[Object]) -> list[Object]:
    """Those that want Pods."""
    return [each for each in replicasets if size(each) > 0]


def is_rolling(deployment: Object) -> bool:
    """Whether its strategy is RollingUpdate."""
    return bool((deployment["spec"].get("strategy") or {}).get("type", "RollingUpdate") == "RollingUpdate")


def max_surge(deployment: Object) -> int:
    """How many Pods more than wanted there may be: percentages are rounded up."""
    return _limits(deployment)[0] if is_rolling(deployment) else 0


def max_unavailable(deployment: Object) -> int:
    """How many Pods less than wanted may be available: percentages are rounded down."""
    if not is_rolling(deployment) or wanted(deployment) == 0:
        return 0
    return min(_limits(deployment)[1], wanted(deployment))


def _limits(deployment: Object) -> tuple[int, int]:
    rolling = (deployment["spec"].get("strategy") or {}).get("rollingUpdate") or {}
    replicas = wanted(deployment)
    surge = scaled(rolling.get("maxSurge", "25%"), replicas, round_up=True)
    unavailable = scaled(rolling.get("maxUnavailable", "25%"), replicas, round_up=False)
    if surge == 0 and unavailable == 0:
        unavailable = 1  # otherwise a rollout could never begin
    return surge, unavailable


def scaled(value: int | str, total: int, round_up: bool) -> int:
    """An IntOrString: a number, or a percentage of `total`."""
    if isinstance(value, int):
        return value
    if not value.endswith("%"):
        return int(value)
    part = int(value[:-1]) * total / 100
    return math.ceil(part) if round_up else math.floor(part)


def noted(replicaset: Object, annotation: str) -> int | None:
    """A number that a ReplicaSet is annotated with."""
    try:
        return int(annotations_of(replicaset)[annotation])
    except (KeyError, ValueError):
        return None
