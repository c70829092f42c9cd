"""ResourceQuotas: names that can be counted, and amounts that make sense. Fact sheet §4.4."""

from __future__ import annotations

from ....machinery.objects import Object
from ....machinery.quantities import parse
from ..errors import FieldError
from .fields import invalid, names, qualified_name, required

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
