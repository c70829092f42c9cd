"""ResourceQuotas and LimitRanges: names that can be counted, and amounts that make sense. Fact sheet §4.4."""

from __future__ import annotations

from ....machinery.objects import Object
from ....machinery.quantities import parse
from ..errors import FieldError
from .fields import duplicate, forbidden, invalid, names, qualified_name, required

STANDARD = frozenset(
    (
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage",
        "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage", "pods", "services",
        "replicationcontrollers", "resourcequotas", "secrets", "configmaps", "persistentvolumeclaims",
        "services.nodeports", "services.loadbalancers",
    )
)  # fmt: skip
COMPUTE = ("cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory")
OPPOSITES = (("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating"))
EXIST_ONLY = ("BestEffort", "NotBestEffort", "Terminating", "NotTerminating", "CrossNamespacePodAffinity")
SCOPES = (*EXIST_ONLY, "PriorityClass")
EXIST = (
    "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, "
    "ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"
)


def validate_quota(obj: Object) -> list[FieldError]:
    """What is wrong with a ResourceQuota, apart from its metadata."""
    found: list[FieldError] = []
    for name, amount in sorted((obj["spec"].get("hard") or {}).items()):
        path = f"spec.hard[{name}]"
        found += names(path, name, qualified_name)
        if "/" not in name and name not in STANDARD:
            found.append(invalid(path, name, "must be a standard resource type or fully qualified"))
            found.append(invalid(path, name, "must be a standard resource for quota"))
        if parse(str(amount)) < 0:
            found.append(invalid(path, str(amount), "must be greater than or equal to 0"))
    return found + _scopes(obj["spec"]) + _scope_selector(obj["spec"])


def validate_quota_update(new: Object, old: Object) -> list[FieldError]:
    """What a quota is about stays."""
    if sorted(new["spec"].get("scopes") or ()) != sorted(old["spec"].get("scopes") or ()):
        return [invalid("spec.scopes", new["spec"].get("scopes"), "field is immutable")]
    return []


def _scopes(spec: Object) -> list[FieldError]:
    scopes = spec.get("scopes") or []
    found: list[FieldError] = []
    for scope in scopes:
        if scope not in SCOPES:
            found.append(invalid("spec.scopes", scopes, "unsupported scope"))
        for name in sorted(spec.get("hard") or ()):
            if not _applies(scope, name):
                found.append(invalid("spec.scopes", scopes, "unsupported scope applied to resource"))
    if _contradict(scopes):
        found.append(invalid("spec.scopes", scopes, "conflicting scopes"))
    return found


def _scope_selector(spec: Object) -> list[FieldError]:
    field = "spec.scopeSelector.matchExpressions"
    wanted = (spec.get("scopeSelector") or {}).get("matchExpressions") or []
    found: list[FieldError] = []
    for one in wanted:
        scope, operator, values = one.get("scopeName", ""), one.get("operator", ""), one.get("values") or []
        if scope not in SCOPES:
            found.append(invalid(f"{field}.scopeName", scope, "unsupported scope"))
        for name in sorted(spec.get("hard") or ()):
            if not _applies(scope, name):
                found.append(invalid(field, spec["scopeSelector"], "unsupported scope applied to resource"))
        if scope in EXIST_ONLY and operator != "Exists":
            found.append(invalid(f"{field}.operator", operator, EXIST))
        if operator in ("In", "NotIn"):
            if not values:
                why = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
                found.append(required(f"{field}.values", why))
        elif operator in ("Exists", "DoesNotExist"):
            if values:
                why = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"
                found.append(invalid(f"{field}.values", values, why))
        else:
            found.append(invalid(f"{field}.operator", operator, "not a valid selector operator"))
    if _contradict([one.get("scopeName", "") for one in wanted]):
        found.append(invalid(field, spec.get("scopes"), "conflicting scopes"))
    return found


def _applies(scope: str, name: str) -> bool:
    """Whether a quota of this scope can limit that."""
    if "/" in name or name not in STANDARD:
        return True
    if scope == "BestEffort":
        return name == "pods"
    return name == "pods" or name in COMPUTE if scope in SCOPES else True


def _contradict(scopes: list[str]) -> bool:
    return any(one in scopes and other in scopes for one, other in OPPOSITES)


def validate_limit_range(obj: Object) -> list[FieldError]:
    """What is wrong with a LimitRange: what is least may not be more than what is most."""
    found: list[FieldError] = []
    seen: dict[str, bool] = {}
    for i, limit in enumerate(obj["spec"].get("limits") or ()):
        path, kind = f"spec.limits[{i}]", str(limit.get("type", ""))
        if kind in seen:
            found.append(duplicate(f"{path}.type", kind))
        seen[kind] = True
        if kind == "Pod":
            why = "may not be specified when `type` is 'Pod'"
            found += [forbidden(f"{path}.{field}", why) for field in ("default", "defaultRequest") if limit.get(field)]
        if kind == "PersistentVolumeClaim" and not any("storage" in (limit.get(f) or {}) for f in ("min", "max")):
            why = "either minimum or maximum storage value is required, but neither was provided"
            found.append(required(f"{path}.limits", why))
        parts = ("min", "max", "maxLimitRequestRatio", *(("default", "defaultRequest") if kind != "Pod" else ()))
        for name in sorted({name: True for part in parts for name in limit.get(part) or ()}):
            found += _in_order(path, name, {part: (limit.get(part) or {}).get(name) for part in parts})
    return found


# (the smaller, the larger, whose field is wrong, whose value is shown, how it is said)
_ORDER = (
    ("min", "max", "min", "min", "min value {} is greater than max value {}"),
    (
        "min",
        "defaultRequest",
        "defaultRequest",
        "defaultRequest",
        "min value {} is greater than default request value {}",
    ),
    (
        "defaultRequest",
        "max",
        "defaultRequest",
        "defaultRequest",
        "default request value {} is greater than max value {}",
    ),
    (
        "defaultRequest",
        "default",
        "defaultRequest",
        "defaultRequest",
        "default request value {} is greater than default limit value {}",
    ),
    ("min", "default", "default", "min", "min value {} is greater than default value {}"),
    ("default", "max", "default", "max", "default value {} is greater than max value {}"),
)


def _in_order(path: str, name: str, amounts: Object) -> list[FieldError]:
    found: list[FieldError] = []
    for less, more, field, value, words in _ORDER:
        one, other = amounts.get(less), amounts.get(more)
        if one is not None and other is not None and parse(str(one)) > parse(str(other)):
            found.append(invalid(f"{path}.{field}[{name}]", str(amounts[value]), words.format(one, other)))
    ratio = amounts.get("maxLimitRequestRatio")
    if ratio is not None and parse(str(ratio)) < 1:
        found.append(invalid(f"{path}.maxLimitRequestRatio[{name}]", str(ratio), f"ratio {ratio} is less than 1"))
    return found
