"""How fast an autoscaler may follow: stabilisation windows, policies, minimum and maximum. Fact sheet §7.12.

Percentages are floating point, as in Kubernetes: 10 % more than 100 Pods are 111, 80 % less than 10 are 1.
"""

from __future__ import annotations

import math
from typing import Any

from .....machinery.objects import Object

DOWNSCALE_WINDOW_S = 300
UPSCALE_WINDOW_S = 0
POLICY_PODS, POLICY_PERCENT, POLICY_PERIOD_S = 4, 100, 15  # of a behavior that says nothing else
GROWTH, GROWTH_AT_LEAST = 2, 4  # without a behavior: at most twice as many at once, or four
READY = ("ReadyForNewScale", "recommended size matches current size")
STABILIZED_DOWN = (
    "ScaleDownStabilized",
    "recent recommendations were higher than current one, applying the highest recent recommendation",
)
STABILIZED_UP = (
    "ScaleUpStabilized",
    "recent recommendations were lower than current one, applying the lowest recent recommendation",
)
IN_RANGE = ("DesiredWithinRange", "the desired count is within the acceptable range")
TOO_MANY = ("TooManyReplicas", "the desired replica count is more than the maximum replica count")
TOO_FEW = ("TooFewReplicas", "the desired replica count is less than the minimum replica count")
UP_LIMIT = ("ScaleUpLimit", "the desired replica count is increasing faster than the maximum scale rate")
DOWN_LIMIT = ("ScaleDownLimit", "the desired replica count is decreasing faster than the maximum scale rate")

_DEFAULT_UP: Object = {
    "stabilizationWindowSeconds": UPSCALE_WINDOW_S,
    "selectPolicy": "Max",
    "policies": [
        {"type": "Pods", "value": POLICY_PODS, "periodSeconds": POLICY_PERIOD_S},
        {"type": "Percent", "value": POLICY_PERCENT, "periodSeconds": POLICY_PERIOD_S},
    ],
}
_DEFAULT_DOWN: Object = {
    "stabilizationWindowSeconds": DOWNSCALE_WINDOW_S,
    "selectPolicy": "Max",
    "policies": [{"type": "Percent", "value": POLICY_PERCENT, "periodSeconds": POLICY_PERIOD_S}],
}


class Memory:
    """What an autoscaler remembers of one target: recommendations and changes of size, in virtual ms."""

    def __init__(self, current: int, now_ms: int) -> None:
        self.recommendations: list[tuple[int, int]] = [(now_ms, current)]
        self.changes: list[tuple[int, int]] = []  # by how many, positive when it grew

    def recommend(self, replicas: int, now_ms: int, window_s: int) -> None:
        """Note what is recommended now; forget what is older than any window."""
        kept_ms = now_ms - max(window_s, DOWNSCALE_WINDOW_S) * 1000
        self.recommendations = [each for each in self.recommendations if each[0] >= kept_ms]
        self.recommendations.append((now_ms, replicas))

    def within(self, window_s: int, now_ms: int, just: bool = False) -> list[int]:
        """The recommendations of the last so many seconds; with `just` also those that are exactly so old."""
        from_ms = now_ms - window_s * 1000 + (0 if just else 1)
        return [replicas for at_ms, replicas in self.recommendations if at_ms >= from_ms]

    def changed(self, by: int, now_ms: int) -> None:
        """The target's size was changed."""
        self.changes = [each for each in self.changes if each[0] > now_ms - 1_800_000]
        self.changes.append((now_ms, by))

    def changed_within(self, period_s: int, now_ms: int, sign: int) -> int:
        """By how many Pods it grew (sign 1) or shrank (sign -1) in the last so many seconds."""
        return sum(abs(by) for at_ms, by in self.changes if at_ms > now_ms - period_s * 1000 and by * sign > 0)


Reason = tuple[str, str]


def bounded(autoscaler: Object, memory: Memory, current: int, desired: int, now_ms: int) -> tuple[int, Reason, Reason]:
    """(the size that is allowed, what AbleToScale says, what ScalingLimited says)."""
    spec = autoscaler["spec"]
    behavior = spec.get("behavior")
    up: dict[str, Any] = {**_DEFAULT_UP, **((behavior or {}).get("scaleUp") or {})}
    down: dict[str, Any] = {**_DEFAULT_DOWN, **((behavior or {}).get("scaleDown") or {})}
    windows = (up["stabilizationWindowSeconds"] or 0, down["stabilizationWindowSeconds"])
    memory.recommend(desired, now_ms, max(windows))
    lowest = min([desired, *memory.within(windows[0], now_ms)])
    # Kubernetes asks `Before` of the one window and `After` of the other: the edge of 5 min belongs to it, that of a behavior's does not.
    highest = max([desired, *memory.within(windows[1], now_ms, just=behavior is None)])
    if behavior is None:
        stable = highest
    else:
        stable = min(max(current, lowest), highest)
    able = READY
    if stable != desired:
        able = STABILIZED_DOWN if stable > desired else STABILIZED_UP
    least, most = spec.get("minReplicas", 1), spec["maxReplicas"]
    if behavior is None:
        limit = max(GROWTH * current, GROWTH_AT_LEAST)
        if stable > min(most, limit):
            return min(most, limit), able, TOO_MANY if most <= limit else UP_LIMIT
    elif stable > current:
        limit = max(current, _up_limit(memory, current, up, now_ms))
        if stable > min(most, limit):
            return min(most, limit), able, TOO_MANY if most <= limit else UP_LIMIT
    elif stable < current:
        limit = min(current, _down_limit(memory, current, down, now_ms))
        if stable < max(least, limit):
            return max(least, limit), able, TOO_FEW if least >= limit else DOWN_LIMIT
    if stable < least:
        return least, able, TOO_FEW
    return stable, able, IN_RANGE


def _up_limit(memory: Memory, current: int, rules: Object, now_ms: int) -> int:
    if rules["selectPolicy"] == "Disabled":
        return current
    proposals: list[int] = []
    for policy in rules["policies"]:
        start = current - memory.changed_within(policy["periodSeconds"], now_ms, 1)
        start += memory.changed_within(policy["periodSeconds"], now_ms, -1)
        if policy["type"] == "Pods":
            proposals.append(start + policy["value"])
        else:
            proposals.append(math.ceil(start * (1 + policy["value"] / 100)))
    return min(proposals) if rules["selectPolicy"] == "Min" else max(proposals)


def _down_limit(memory: Memory, current: int, rules: Object, now_ms: int) -> int:
    if rules["selectPolicy"] == "Disabled":
        return current
    proposals: list[int] = []
    for policy in rules["policies"]:
        start = current + memory.changed_within(policy["periodSeconds"], now_ms, -1)
        start -= memory.changed_within(policy["periodSeconds"], now_ms, 1)
        if policy["type"] == "Pods":
            proposals.append(start - policy["value"])
        else:
            proposals.append(int(start * (1 - policy["value"] / 100)))
    return max(proposals) if rules["selectPolicy"] == "Min" else min(proposals)
