"""Selectors of labels, nodes and topologies inside objects: what can never select is refused. Fact sheet §4.4, §17."""

from __future__ import annotations

from ....machinery.objects import Object
from ..errors import FieldError
from .fields import duplicate, forbidden, invalid, label_value, names, qualified_name, required, subdomain
from .metadata import validate_labels

NEEDS_VALUES = "must be specified when `operator` is 'In' or 'NotIn'"
NEEDS_NONE = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
NEEDS_ONE = "must be specified single value when `operator` is 'Lt' or 'Gt'"
ONE_NAME = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
UNKNOWN = "not a valid selector operator"


def validate_label_selector(path: str, selector: Object | None) -> list[FieldError]:
    """What is wrong with a LabelSelector; none is fine."""
    selector = selector or {}
    found = validate_labels(f"{path}.matchLabels", selector.get("matchLabels") or {})
    for i, expression in enumerate(selector.get("matchExpressions") or ()):
        where = f"{path}.matchExpressions[{i}]"
        found += _operator(where, expression) + _key_and_values(where, expression)
    return found


def validate_node_selector(path: str, selector: Object) -> list[FieldError]:
    """What is wrong with a NodeSelector: terms of which a node must fulfil one."""
    terms = selector.get("nodeSelectorTerms") or ()
    if not terms:
        return [required(f"{path}.nodeSelectorTerms", "must have at least one node selector term")]
    return [
        error for i, term in enumerate(terms) for error in validate_node_term(f"{path}.nodeSelectorTerms[{i}]", term)
    ]


def validate_node_term(path: str, term: Object, any_value: bool = False) -> list[FieldError]:
    """What is wrong with one term about a node. `any_value`: values that no label can have are let pass."""
    found: list[FieldError] = []
    for i, expression in enumerate(term.get("matchExpressions") or ()):
        where = f"{path}.matchExpressions[{i}]"
        found += _operator(where, expression, numbers=True) + _key_and_values(where, expression, any_value)
    for i, expression in enumerate(term.get("matchFields") or ()):
        found += _field(f"{path}.matchFields[{i}]", expression)
    return found


def validate_topology_term(path: str, term: Object) -> list[FieldError]:
    """What is wrong with one term of a StorageClass's `allowedTopologies`."""
    found: list[FieldError] = []
    for i, expression in enumerate(term.get("matchLabelExpressions") or ()):
        where, values = f"{path}.matchLabelExpressions[{i}]", expression.get("values") or []
        if not values:
            found.append(required(f"{where}.values"))
        found += [duplicate(f"{where}.values[{j}]", one) for j, one in enumerate(values) if one in values[:j]]
        found += names(f"{where}.key", expression.get("key", ""), qualified_name)
    return found


def _operator(path: str, expression: Object, numbers: bool = False) -> list[FieldError]:
    operator, values = expression.get("operator", ""), expression.get("values") or []
    match operator:
        case "In" | "NotIn":
            return [] if values else [required(f"{path}.values", NEEDS_VALUES)]
        case "Exists" | "DoesNotExist":
            return [forbidden(f"{path}.values", NEEDS_NONE)] if values else []
        case "Gt" | "Lt" if numbers:
            return [] if len(values) == 1 else [required(f"{path}.values", NEEDS_ONE)]
    return [invalid(f"{path}.operator", operator, UNKNOWN)]


def _key_and_values(path: str, expression: Object, any_value: bool = False) -> list[FieldError]:
    found = names(f"{path}.key", expression.get("key", ""), qualified_name)
    for i, value in enumerate(() if any_value else expression.get("values") or ()):
        found += names(f"{path}.values[{i}]", value, label_value)
    return found


def _field(path: str, expression: Object) -> list[FieldError]:
    operator, key, values = expression.get("operator", ""), expression.get("key", ""), expression.get("values") or []
    found: list[FieldError] = []
    if operator not in ("In", "NotIn"):
        found.append(invalid(f"{path}.operator", operator, UNKNOWN))
    elif len(values) != 1:
        found.append(required(f"{path}.values", ONE_NAME))
    if key != "metadata.name":
        return [*found, invalid(f"{path}.key", key, "not a valid field selector key")]
    return found + [error for i, value in enumerate(values) for error in names(f"{path}.values[{i}]", value, subdomain)]
