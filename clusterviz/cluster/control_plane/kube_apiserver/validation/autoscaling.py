"""HorizontalPodAutoscalers: bounds and targets. Fact sheet §4.4, §7.12."""

from __future__ import annotations

from ....machinery.objects import Object
from ..errors import FieldError
from .fields import invalid, not_supported, one_of, required

LONGEST_WINDOW_S, LONGEST_PERIOD_S = 3600, 1800
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
    behavior = spec.get("behavior") or {}
    for direction in ("scaleUp", "scaleDown"):
        if behavior.get(direction) is not None:
            found += _validate_rules(f"spec.behavior.{direction}", behavior[direction])
    return found


def _validate_rules(path: str, rules: Object) -> list[FieldError]:
    found: list[FieldError] = []
    window, select, policies = (
        rules.get(field) for field in ("stabilizationWindowSeconds", "selectPolicy", "policies")
    )
    field = f"{path}.stabilizationWindowSeconds"
    if window is not None and window < 0:
        found.append(invalid(field, window, "must be greater than or equal to zero"))
    if window is not None and window > LONGEST_WINDOW_S:
        found.append(invalid(field, window, f"must be less than or equal to {LONGEST_WINDOW_S}"))
    found += one_of(f"{path}.selectPolicy", select, ("Disabled", "Max", "Min"))
    if not policies:
        found.append(required(f"{path}.policies", "must specify at least one Policy"))
    for i, policy in enumerate(policies or ()):
        found += _validate_scaling(f"{path}.policies[{i}]", policy)
    return found


def _validate_scaling(path: str, policy: Object) -> list[FieldError]:
    kind, value, period_s = policy.get("type", ""), policy.get("value") or 0, policy.get("periodSeconds") or 0
    found = [] if kind in ("Percent", "Pods") else [not_supported(f"{path}.type", kind, ("Percent", "Pods"))]
    for field, number in (("value", value), ("periodSeconds", period_s)):
        if number <= 0:
            found.append(invalid(f"{path}.{field}", number, "must be greater than zero"))
    if period_s > LONGEST_PERIOD_S:
        found.append(invalid(f"{path}.periodSeconds", period_s, f"must be less than or equal to {LONGEST_PERIOD_S}"))
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
