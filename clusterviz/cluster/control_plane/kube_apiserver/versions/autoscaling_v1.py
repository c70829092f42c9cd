"""HorizontalPodAutoscaler of autoscaling/v1 knows one metric, the use of CPU; autoscaling/v2 has a list."""

from __future__ import annotations

from typing import Any

from ....machinery.objects import Object

TARGET = "targetCPUUtilizationPercentage"
CURRENT = "currentCPUUtilizationPercentage"


def to_stored(body: Object) -> Object:
    """What is written in v1, in the words of v2."""
    spec = body.get("spec")
    if not isinstance(spec, dict) or TARGET not in spec:
        return body
    target = {"type": "Utilization", "averageUtilization": spec[TARGET]}
    metrics = None if spec[TARGET] is None else [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
    others = {name: value for name, value in spec.items() if name != TARGET}
    return {**body, "spec": {**others, "metrics": metrics}}


def as_read(obj: Object) -> Object:
    """What is stored, in the words of v1."""
    stored, now = obj["spec"], obj.get("status") or {}
    spec = {name: value for name, value in stored.items() if name not in ("metrics", "behavior")}
    status = {name: value for name, value in now.items() if name not in ("currentMetrics", "conditions")}
    target = _cpu(stored.get("metrics"), "target")
    current = _cpu(now.get("currentMetrics"), "current")
    if target is not None:
        spec[TARGET] = target
    if current is not None:
        status[CURRENT] = current
    return {**obj, "spec": spec, "status": status}


def _cpu(metrics: Any, which: str) -> int | None:
    for metric in metrics or ():
        resource = metric.get("resource") or {}
        if metric.get("type") == "Resource" and resource.get("name") == "cpu":
            found: int | None = (resource.get(which) or {}).get("averageUtilization")
            return found
    return None
