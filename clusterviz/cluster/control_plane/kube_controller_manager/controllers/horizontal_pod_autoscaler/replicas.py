"""How many Pods a measured load asks for: the autoscaler's arithmetic. Fact sheet §7.12.

Ratios are floating point, as in Kubernetes, which rounds them up as they are: 124 % of a target of 60 %, measured at 15 Pods,
are 32, because 124/60·15 comes out a hair above 31.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

from .....machinery.objects import Object, condition_of, deleting, name_of, namespace_of
from .....machinery.quantities import milli
from .....machinery.times import parse_go_duration, unix_ms
from ...pods import phase_of

TOLERANCE = 0.1
CPU_INITIALIZATION_MS = 300_000
INITIAL_READINESS_MS = 30_000


class Tolerances(NamedTuple):
    """How far from 1 the ratio of usage to target may be, and nothing follows."""

    up: float
    down: float

    def bear(self, ratio: float) -> bool:
        """Whether such a ratio is near enough."""
        return 1.0 - self.down <= ratio <= 1.0 + self.up


DEFAULT_TOLERANCES = Tolerances(TOLERANCE, TOLERANCE)


def tolerances_of(behavior: Object) -> Tolerances:
    """Those of an autoscaler's behavior, where it names some."""
    named = [(behavior.get(rules) or {}).get("tolerance") for rules in ("scaleUp", "scaleDown")]
    return Tolerances(*(TOLERANCE if one is None else milli(str(one)) / 1000 for one in named))


class MetricError(Exception):
    """A metric that cannot be had, in Kubernetes' words."""


@dataclass
class _Groups:
    """The Pods by what is known of them."""

    ready: list[str] = field(default_factory=list)
    unready: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Proposal:
    """What one metric asks for."""

    replicas: int
    usage: int  # thousandths, on average per Pod
    percent: int | None  # of what is requested, where the target is one


def proposal(
    current: int,
    pods: list[Object],
    samples: dict[str, Object],
    resource: str,
    target: Object,
    now_ms: int,
    container: str = "",
    tolerances: Tolerances = DEFAULT_TOLERANCES,
) -> Proposal:
    """The size that this resource's usage asks for. `samples`: PodMetrics by Pod."""
    groups = _grouped(pods, samples, resource, now_ms)
    usage = {name: _usage(samples[name], resource, container) for name in groups.ready}
    if not usage:
        raise MetricError("did not receive metrics for targeted pods (pods might be unready)")
    percent_wanted = target.get("averageUtilization")
    requests = {name_of(pod): _request(pod, resource, container) for pod in pods} if percent_wanted is not None else {}
    wanted = percent_wanted if percent_wanted is not None else milli(target["averageValue"])
    ratio = _ratio(usage, requests, wanted)
    average = sum(usage.values()) // len(usage)
    percent = _percent(usage, requests) if percent_wanted is not None else None
    fill = bool(groups.unready) and ratio > 1.0
    if not groups.missing and not fill:
        within = tolerances.bear(ratio)
        return Proposal(current if within else math.ceil(ratio * len(usage)), average, percent)
    filled = dict(usage)
    for name in groups.missing:
        if ratio < 1.0:  # to be on the safe side they use all that they may
            filled[name] = requests[name] * max(100, wanted) // 100 if requests else wanted
        elif ratio > 1.0:
            filled[name] = 0
    if fill:
        filled |= dict.fromkeys(groups.unready, 0)
    new_ratio = _ratio(filled, requests, wanted)
    turned = (ratio < 1.0 < new_ratio) or (new_ratio < 1.0 < ratio)
    if tolerances.bear(new_ratio) or turned:
        return Proposal(current, average, percent)
    replicas = math.ceil(new_ratio * len(filled))
    if (new_ratio < 1.0 and replicas > current) or (new_ratio > 1.0 and replicas < current):
        replicas = current
    return Proposal(replicas, average, percent)


def _ratio(usage: dict[str, int], requests: dict[str, int], wanted: int) -> float:
    if requests:
        return _percent(usage, requests) / wanted
    return sum(usage.values()) // len(usage) / wanted


def _percent(usage: dict[str, int], requests: dict[str, int]) -> int:
    total = sum(requests[name] for name in usage)
    return sum(usage.values()) * 100 // total if total else 0


def _grouped(pods: list[Object], samples: dict[str, Object], resource: str, now_ms: int) -> _Groups:
    groups = _Groups()
    for pod in pods:
        name = name_of(pod)
        if deleting(pod) or phase_of(pod) == "Failed":
            continue
        if phase_of(pod) == "Pending":
            groups.unready.append(name)
        elif name not in samples:
            groups.missing.append(name)
        elif resource == "cpu" and _cpu_tells_nothing_yet(pod, samples[name], now_ms):
            groups.unready.append(name)
        else:
            groups.ready.append(name)
    return groups


def _cpu_tells_nothing_yet(pod: Object, sample: Object, now_ms: int) -> bool:
    """A Pod that starts uses more than it will later."""
    ready, start = condition_of(pod, "Ready"), pod.get("status", {}).get("startTime")
    if ready is None or not start:
        return True
    changed_ms = unix_ms(ready["lastTransitionTime"])
    if unix_ms(start) + CPU_INITIALIZATION_MS > now_ms:
        window_ms = parse_go_duration(sample.get("window", "0")) or 0
        return ready["status"] == "False" or unix_ms(sample["timestamp"]) < changed_ms + window_ms
    return ready["status"] == "False" and unix_ms(start) + INITIAL_READINESS_MS > changed_ms


def _usage(sample: Object, resource: str, container: str) -> int:
    if container and all(each["name"] != container for each in sample["containers"]):
        where = f"{namespace_of(sample)}/{name_of(sample)}"
        raise MetricError(f"container {container} not present in metrics for pod {where}")
    return sum(
        milli(each["usage"].get(resource, "0")) for each in sample["containers"] if container in ("", each["name"])
    )


def _request(pod: Object, resource: str, container: str) -> int:
    total = 0
    for each in pod["spec"]["containers"]:
        if container not in ("", each["name"]):
            continue
        asked = ((each.get("resources") or {}).get("requests") or {}).get(resource)
        if asked is None:
            raise MetricError(f"missing request for {resource} in container {each['name']} of Pod {name_of(pod)}")
        total += milli(asked)
    return total
