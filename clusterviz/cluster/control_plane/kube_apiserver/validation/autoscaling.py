"""HorizontalPodAutoscalers: bounds and targets. Fact sheet §4.4, §7.12."""

from __future__ import annotations

from ....machinery.objects import Object
from ..errors import FieldError
from .fields import invalid, not_supported, required

KINDS_OF_METRIC = ("ContainerResource", "External", "Object", "Pods", "Resource")
KINDS_OF_TARGET = ("Utilization", "Value", "AverageValue")


def validate_autoscaler(obj: Object) -> list[FieldError]:
    """What is wrong with an autoscaler, apart from its metadata."""
    spec = obj["spec"]
    least, most = spec.get("minReplicas"), spec.get("maxReplicas") or 0
    found: list[FieldError] = []
    if least is not None and least < 1:
        found.append(invalid("spec.minReplicas", least, "must be greater than or equal to 1"))
    if most < 1:
        found.append(required("spec.maxReplicas", "must be set and greater than 0"))
    if least is not None and most < least:
        found.append(invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`"))
    target = spec.get("scaleTargetRef") or {}
    for field in ("kind", "name"):
        if not target.get(field):
            found.append(required(f"spec.scaleTargetRef.{field}"))
    for i, metric in enumerate(spec.get("metrics") or ()):
        found += _validate_metric(f"spec.metrics[{i}]", metric)
    return found


def _validate_metric(path: str, metric: Object) -> list[FieldError]:
    kind = metric.get("type")
    if not kind:
        return [required(f"{path}.type", "must specify a metric source type")]
    if kind not in KINDS_OF_METRIC:
        return [not_supported(f"{path}.type", kind, KINDS_OF_METRIC)]
    field = kind[0].lower() + kind[1:]
    source = metric.get(field)
    if source is None:
        return [required(f"{path}.{field}", "must populate information for the given metric source")]
    found: list[FieldError] = []
    if kind in ("Resource", "ContainerResource") and not source.get("name"):
        found.append(required(f"{path}.{field}.name", "must specify a resource name"))
    return found + _validate_target(f"{path}.{field}.target", source.get("target") or {}, kind)


def _validate_target(path: str, target: Object, source: str) -> list[FieldError]:
    kind = target.get("type")
    if not kind:
        return [required(f"{path}.type", "must specify a metric target type")]
    if kind not in KINDS_OF_TARGET:
        return [not_supported(f"{path}.type", kind, KINDS_OF_TARGET)]
    found: list[FieldError] = []
    utilization = target.get("averageUtilization")
    if utilization is not None and utilization < 1:
        found.append(invalid(f"{path}.averageUtilization", utilization, "must be greater than 0"))
    if source in ("Resource", "ContainerResource"):
        if utilization is None and target.get("averageValue") is None:
            found.append(
                required(f"{path}.averageUtilization", "must set either a target raw value or a target utilization")
            )
        elif utilization is not None and target.get("averageValue") is not None:
            found.append(forbidden_both(path))
    return found


def forbidden_both(path: str) -> FieldError:
    return FieldError(
        "FieldValueForbidden",
        f"{path}.averageValue",
        None,
        "may not set both a target raw value and a target utilization",
    )
