"""Where a Pod wants to be: affinity, and how it is spread. Fact sheet §4.4, §6."""

from __future__ import annotations

from typing import Any

from ....machinery.objects import Object
from ..errors import FieldError
from .fields import duplicate, forbidden, invalid, label, names, not_supported, one_of, qualified_name, required
from .selectors import validate_label_selector, validate_node_selector, validate_node_term

TERMS = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
ACTIONS = ("DoNotSchedule", "ScheduleAnyway")
POLICIES = ("Honor", "Ignore")


def validate_affinity(path: str, affinity: Object) -> list[FieldError]:
    """What is wrong with a Pod's affinity to nodes and to other Pods."""
    found: list[FieldError] = []
    node = affinity.get("nodeAffinity") or {}
    if node.get(TERMS) is not None:
        found += validate_node_selector(f"{path}.nodeAffinity.{TERMS}", node[TERMS])
    for i, weighted in enumerate(node.get(PREFERRED) or ()):
        where = f"{path}.nodeAffinity.{PREFERRED}[{i}]"
        found += _weight(where, weighted)
        found += validate_node_term(f"{where}.preference", weighted.get("preference") or {}, any_value=True)
    for kind in ("podAffinity", "podAntiAffinity"):
        rules = affinity.get(kind) or {}
        for i, term in enumerate(rules.get(TERMS) or ()):
            found += _pod_term(f"{path}.{kind}.{TERMS}[{i}]", term)
        for i, weighted in enumerate(rules.get(PREFERRED) or ()):
            where = f"{path}.{kind}.{PREFERRED}[{i}]"
            found += _weight(where, weighted)
            found += _pod_term(f"{where}.podAffinityTerm", weighted.get("podAffinityTerm") or {})
    return found


def validate_spreads(path: str, constraints: list[Object]) -> list[FieldError]:
    """What is wrong with a Pod's topologySpreadConstraints."""
    found: list[FieldError] = []
    for i, constraint in enumerate(constraints):
        found += _spread(f"{path}[{i}]", constraint)
        if any(_kind(other) == _kind(constraint) for other in constraints[i + 1 :]):
            repeated = f"{{{constraint.get('topologyKey', '')}, {constraint.get('whenUnsatisfiable', '')}}}"
            found.append(duplicate(f"{path}[{i}].{{topologyKey, whenUnsatisfiable}}", repeated))
        found += _spread_choices(f"{path}[{i}]", constraint)
        found += validate_label_selector(f"{path}[{i}].labelSelector", constraint.get("labelSelector"))
    return found


def _weight(path: str, weighted: Object) -> list[FieldError]:
    weight = weighted.get("weight", 0)
    return [] if 1 <= weight <= 100 else [invalid(f"{path}.weight", weight, "must be in the range 1-100")]


def _pod_term(path: str, term: Object) -> list[FieldError]:
    found = validate_label_selector(f"{path}.labelSelector", term.get("labelSelector"))
    found += validate_label_selector(f"{path}.namespaceSelector", term.get("namespaceSelector"))
    for name in term.get("namespaces") or ():
        found += names(f"{path}.namespace", name, label)
    for field in ("matchLabelKeys", "mismatchLabelKeys"):
        found += _label_keys(f"{path}.{field}", term.get(field), term.get("labelSelector"))
    both = term.get("mismatchLabelKeys") or ()
    for i, key in enumerate(term.get("matchLabelKeys") or ()):
        if key in both:
            found.append(
                invalid(f"{path}.matchLabelKeys[{i}]", key, "exists in both matchLabelKeys and mismatchLabelKeys")
            )
    return found + _topology_key(f"{path}.topologyKey", term.get("topologyKey", ""))


def _label_keys(path: str, keys: list[str] | None, selector: Object | None) -> list[FieldError]:
    if not keys:
        return []
    if selector is None:
        return [forbidden(path, "must not be specified when labelSelector is not set")]
    return [error for i, key in enumerate(keys) for error in names(f"{path}[{i}]", key, qualified_name)]


def _topology_key(path: str, key: str) -> list[FieldError]:
    found = [] if key else [required(path, "can not be empty")]
    return found + names(path, key, qualified_name)


def _spread(path: str, constraint: Object) -> list[FieldError]:
    found: list[FieldError] = []
    skew = constraint.get("maxSkew", 0)
    if skew <= 0:
        found.append(invalid(f"{path}.maxSkew", skew, "must be greater than zero"))
    key = constraint.get("topologyKey", "")
    found += names(f"{path}.topologyKey", key, qualified_name) if key else _empty(f"{path}.topologyKey")
    action = constraint.get("whenUnsatisfiable", "")
    return found if action in ACTIONS else [*found, not_supported(f"{path}.whenUnsatisfiable", action, ACTIONS)]


def _empty(path: str) -> list[FieldError]:
    return [required(path, "can not be empty")]


def _spread_choices(path: str, constraint: Object) -> list[FieldError]:
    found: list[FieldError] = []
    least, action = constraint.get("minDomains"), constraint.get("whenUnsatisfiable", "")
    if least is not None and least <= 0:
        found.append(invalid(f"{path}.minDomains", least, "must be greater than zero"))
    if least is not None and action != ACTIONS[0]:
        why = f"can only use minDomains if whenUnsatisfiable={ACTIONS[0]}, not {action}"
        found.append(invalid(f"{path}.minDomains", least, why))
    for field in ("nodeAffinityPolicy", "nodeTaintsPolicy"):
        found += one_of(f"{path}.{field}", constraint.get(field), POLICIES)
    return found + _label_keys(
        f"{path}.matchLabelKeys", constraint.get("matchLabelKeys"), constraint.get("labelSelector")
    )


def _kind(constraint: Object) -> tuple[Any, Any]:
    return constraint.get("topologyKey"), constraint.get("whenUnsatisfiable")
