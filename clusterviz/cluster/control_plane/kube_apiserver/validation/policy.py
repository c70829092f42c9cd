"""PodDisruptionBudgets: how many Pods may be missing. Fact sheet §4.4, §7.13."""

from __future__ import annotations

import json
from typing import Any

from ....machinery.go_numbers import is_natural
from ....machinery.objects import Object
from ..errors import FieldError
from .as_go import GoText
from .fields import PERCENT_MESSAGE, invalid, not_negative, not_supported
from .selectors import validate_label_selector

POLICIES = ("AlwaysAllow", "IfHealthyBudget")


def validate_budget(obj: Object) -> list[FieldError]:
    """What is wrong with a budget, apart from its metadata."""
    spec = obj["spec"]
    least, most = spec.get("minAvailable"), spec.get("maxUnavailable")
    found: list[FieldError] = []
    if least is not None and most is not None:
        found.append(invalid("spec", _as_go(spec), "minAvailable and maxUnavailable cannot be both set"))
    found += _count_or_percent("spec.minAvailable", least) + _count_or_percent("spec.maxUnavailable", most)
    found += validate_label_selector("spec.selector", spec.get("selector"))
    policy = spec.get("unhealthyPodEvictionPolicy")
    if policy is not None and policy not in POLICIES:
        found.append(not_supported("spec.unhealthyPodEvictionPolicy", policy, POLICIES))
    return found


def _as_go(spec: Object) -> GoText:
    """The spec as Kubernetes' own structure writes it."""
    fields = ("minAvailable", "selector", "maxUnavailable", "unhealthyPodEvictionPolicy")
    ordered = {field[0].upper() + field[1:]: spec.get(field) for field in fields}
    return GoText(json.dumps(ordered, separators=(",", ":"), ensure_ascii=False))


def _count_or_percent(field: str, value: Any) -> list[FieldError]:
    if not isinstance(value, str):
        return not_negative(field, value)
    if not (value.endswith("%") and is_natural(value[:-1])):
        return [invalid(field, value, PERCENT_MESSAGE)]
    return [invalid(field, value, "must not be greater than 100%")] if int(value[:-1]) > 100 else []
