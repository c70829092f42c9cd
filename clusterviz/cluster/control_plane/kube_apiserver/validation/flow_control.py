"""FlowSchemas and PriorityLevelConfigurations: who waits behind whom. As in pkg/apis/flowcontrol/validation."""

from __future__ import annotations

from ....machinery.objects import Object
from ..errors import FieldError
from .fields import forbidden, invalid, names, not_supported, one_of, required, subdomain

LAST_PRECEDENCE = 10_000
METHODS = ("ByNamespace", "ByUser")
SUBJECTS = ("Group", "ServiceAccount", "User")
EXEMPT = "exempt"


def validate_flow_schema(obj: Object) -> list[FieldError]:
    """What is wrong with a FlowSchema, apart from its metadata."""
    spec, path = obj.get("spec") or {}, "spec.matchingPrecedence"
    precedence = spec.get("matchingPrecedence") or 0
    found: list[FieldError] = []
    if precedence <= 0:
        found.append(invalid(path, precedence, "must be a positive value"))
    if precedence > LAST_PRECEDENCE:
        found.append(invalid(path, precedence, f"must not be greater than {LAST_PRECEDENCE}"))
    if precedence == 1 and obj["metadata"].get("name") != EXEMPT:
        found.append(invalid(path, 1, "only the schema named 'exempt' may have matchingPrecedence 1"))
    method = spec.get("distinguisherMethod")
    if method is not None and method.get("type") not in METHODS:
        found.append(not_supported("spec.distinguisherMethod.type", method.get("type") or "", METHODS))
    level, path = (spec.get("priorityLevelConfiguration") or {}).get("name"), "spec.priorityLevelConfiguration.name"
    found += names(path, level, subdomain) if level else [required(path, "must reference a priority level")]
    for i, rules in enumerate(spec.get("rules") or ()):
        found += _validate_rules(f"spec.rules[{i}]", rules)
    return found


def _validate_rules(path: str, rules: Object) -> list[FieldError]:
    subjects = rules.get("subjects") or ()
    found = [] if subjects else [required(f"{path}.subjects", "subjects must contain at least one value")]
    for i, subject in enumerate(subjects):
        if subject.get("kind") not in SUBJECTS:
            found.append(not_supported(f"{path}.subjects[{i}].kind", subject.get("kind") or "", SUBJECTS))
    if not rules.get("resourceRules") and not rules.get("nonResourceRules"):
        found.append(required(path, "at least one of resourceRules and nonResourceRules has to be non-empty"))
    return found


def validate_priority_level(obj: Object) -> list[FieldError]:
    """What is wrong with a PriorityLevelConfiguration, apart from its metadata."""
    spec, name = obj.get("spec") or {}, obj["metadata"].get("name")
    kind, limited, exempt = spec.get("type") or "", spec.get("limited"), spec.get("exempt")
    found: list[FieldError] = []
    if (name == EXEMPT) != (kind == "Exempt"):
        found.append(invalid("spec.type", kind, "type must be 'Exempt' if and only if name is 'exempt'"))
    match kind:
        case "Exempt":
            if exempt is None:
                found.append(required("spec.exempt", "must not be empty when type is Exempt"))
            if limited is not None:
                found.append(forbidden("spec.limited", "must be nil if the type is not Limited"))
        case "Limited":
            if exempt is not None:
                found.append(forbidden("spec.exempt", "must be nil if the type is Limited"))
            if limited is None:
                found.append(required("spec.limited", "must not be empty when type is Limited"))
            else:
                found += _validate_limited("spec.limited", limited)
        case _:
            found.append(not_supported("spec.type", kind, ("Exempt", "Limited")))
    return found


def _validate_limited(path: str, limited: Object) -> list[FieldError]:
    found: list[FieldError] = []
    shares, lent, borrowed = (
        limited.get(field) or 0 for field in ("nominalConcurrencyShares", "lendablePercent", "borrowingLimitPercent")
    )
    if shares < 0:
        found.append(invalid(f"{path}.nominalConcurrencyShares", shares, "must be a non-negative integer"))
    found += _validate_response(f"{path}.limitResponse", limited.get("limitResponse") or {})
    if not 0 <= lent <= 100:
        found.append(invalid(f"{path}.lendablePercent", lent, "must be between 0 and 100, inclusive"))
    if borrowed < 0:
        found.append(invalid(f"{path}.borrowingLimitPercent", borrowed, "if specified, must be a non-negative integer"))
    return found


def _validate_response(path: str, response: Object) -> list[FieldError]:
    kind, queuing = response.get("type") or "", response.get("queuing")
    if kind == "Reject" and queuing is not None:
        return [forbidden(f"{path}.queuing", "must be nil if limited.limitResponse.type is not Limited")]
    if kind == "Queue" and queuing is None:
        return [required(f"{path}.queuing", "must not be empty if limited.limitResponse.type is Limited")]
    if kind == "Queue" and queuing is not None:
        return [
            invalid(f"{path}.queuing.{field}", queuing.get(field, 0), "must be positive")
            for field in ("queueLengthLimit", "queues", "handSize")
            if queuing.get(field, 0) <= 0
        ]
    return one_of(f"{path}.type", kind, ("Queue", "Reject"))
