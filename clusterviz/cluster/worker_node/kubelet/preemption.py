"""Who has to make way when a critical Pod finds no room on its node: a pure choice. Fact sheet §8.3.

The fewest and smallest of the lowest quality of service: guaranteed Pods only for what the others cannot give.
"""

from __future__ import annotations

from ...machinery.objects import Object, annotations_of
from .admission import requests_of

STATIC = ("kubernetes.io/config.mirror", "kubernetes.io/config.source")
CRITICAL_PRIORITY = 2_000_000_000
Amounts = dict[str, int]  # resource → how much (CPU in millicores)


def is_critical(pod: Object) -> bool:
    """Whether a Pod is one that the node itself needs."""
    own = annotations_of(pod)
    return int(pod["spec"].get("priority") or 0) >= CRITICAL_PRIORITY or any(name in own for name in STATIC)


def victims(preemptor: Object, others: list[Object], missing: Amounts) -> list[Object]:
    """The Pods that make way so that `missing` is free; none if that cannot be, or if the Pod is not critical."""
    if not is_critical(preemptor):
        return []
    weaker = [pod for pod in others if not is_critical(pod)]
    by_class = {
        name: [pod for pod in weaker if _class(pod) == name] for name in ("BestEffort", "Burstable", "Guaranteed")
    }
    if _without(missing, weaker):
        return []
    best, burstable, guaranteed = by_class["BestEffort"], by_class["Burstable"], by_class["Guaranteed"]
    chosen = _nearest(guaranteed, _without(missing, best + burstable))
    chosen = _nearest(burstable, _without(missing, best + chosen)) + chosen
    return _nearest(best, _without(missing, chosen)) + chosen


def _class(pod: Object) -> str:
    return str((pod.get("status") or {}).get("qosClass") or "BestEffort")


def given_by(pod: Object) -> Amounts:
    """What is free when this Pod is gone."""
    return {**requests_of(pod), "pods": 1}


def _without(missing: Amounts, pods: list[Object]) -> Amounts:
    """What is still missing when these are gone."""
    left = dict(missing)
    for pod in pods:
        for name, value in given_by(pod).items():
            if name in left:
                left[name] -= value
    return {name: value for name, value in left.items() if value > 0}


def _nearest(pods: list[Object], missing: Amounts) -> list[Object]:
    """One after the other whoever gives most of what is still missing; of equals, the one that uses least."""
    pods, chosen = list(pods), []
    while missing and pods:
        best = min(pods, key=lambda pod: (_distance(given_by(pod), missing), sorted(requests_of(pod).items())))
        pods.remove(best)
        chosen.append(best)
        missing = _without(missing, [best])
    return chosen


def _distance(given: Amounts, missing: Amounts) -> float:
    return sum((max(need - given.get(name, 0), 0) / need) ** 2 for name, need in missing.items())
