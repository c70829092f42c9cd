"""HorizontalPodAutoscalers. Fact sheet §7.12."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.objects import Object, clone
from ....machinery.resources import HORIZONTALPODAUTOSCALERS
from ..errors import FieldError
from ..validation import autoscaling as validation
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer

# What is filled in where the behaviour says something about a direction. pkg/apis/autoscaling/v2/defaults.go.
BEHAVIOR: Object = {
    "scaleUp": {
        "stabilizationWindowSeconds": 0,
        "selectPolicy": "Max",
        "policies": [
            {"type": "Pods", "value": 4, "periodSeconds": 15},
            {"type": "Percent", "value": 100, "periodSeconds": 15},
        ],
    },
    "scaleDown": {"selectPolicy": "Max", "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}]},
}
CPU_UTILIZATION = 80  # per cent of the request, where no metric is named


class HorizontalPodAutoscalers(Strategy):
    """The rules for HorizontalPodAutoscalers."""

    of = HORIZONTALPODAUTOSCALERS

    def default(self, obj: Object) -> None:
        spec = obj.setdefault("spec", {})
        if spec.get("minReplicas") is None:
            spec["minReplicas"] = 1
        if not spec.get("metrics"):
            target = {"type": "Utilization", "averageUtilization": CPU_UTILIZATION}
            spec["metrics"] = [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
        behavior = spec.get("behavior")
        if isinstance(behavior, dict):
            for direction, rules in BEHAVIOR.items():
                given = {key: value for key, value in (behavior.get(direction) or {}).items() if value is not None}
                behavior[direction] = {**clone(rules), **given}

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        obj["status"] = {"desiredReplicas": 0, "currentMetrics": None}

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_autoscaler(obj)

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_autoscaler(new)
