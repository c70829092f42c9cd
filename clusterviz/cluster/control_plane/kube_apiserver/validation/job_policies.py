"""A Job's policies: which failures of its Pods count, and when it has succeeded early. Fact sheet §4.4, §7.5."""

from __future__ import annotations

import json

from ....machinery.go_numbers import is_natural
from ....machinery.objects import Object
from ..errors import FieldError
from .as_go import GoText
from .fields import duplicate, invalid, names, not_negative, not_supported, qualified_name, required, too_many

ACTIONS = ("Count", "FailIndex", "FailJob", "Ignore")
OPERATORS = ("In", "NotIn")
STATUSES = ("False", "True", "Unknown")
REPLACEMENTS = ("Failed", "TerminatingOrFailed")
MOST_RULES, MOST_VALUES = 20, 255


class IndexesError(ValueError):
    """Indexes that cannot be read, in Kubernetes' words."""


def validate_failure_policy(path: str, spec: Object) -> list[FieldError]:
    """What is wrong with `podFailurePolicy`."""
    rules = spec["podFailurePolicy"].get("rules") or []
    found = [too_many(f"{path}.rules", len(rules), MOST_RULES)] if len(rules) > MOST_RULES else []
    pod = (spec.get("template") or {}).get("spec") or {}
    known = [one.get("name", "") for kind in ("containers", "initContainers") for one in pod.get(kind) or ()]
    for i, rule in enumerate(rules):
        where = f"{path}.rules[{i}]"
        exits, conditions = rule.get("onExitCodes"), rule.get("onPodConditions") or ()
        found += _action(f"{where}.action", rule.get("action", ""), spec)
        if exits is not None:
            found += _exit_codes(f"{where}.onExitCodes", exits, known)
        for j, pattern in enumerate(conditions):
            found += _condition(f"{where}.onPodConditions[{j}]", pattern)
        if exits is not None and conditions:
            found.append(_omitted(where, "specifying both OnExitCodes and OnPodConditions is not supported"))
        if exits is None and not conditions:
            found.append(_omitted(where, "specifying one of OnExitCodes and OnPodConditions is required"))
    return found


def validate_success_policy(path: str, spec: Object) -> list[FieldError]:
    """What is wrong with `successPolicy`."""
    policy, completions = spec["successPolicy"], spec.get("completions") or 0
    if spec.get("completionMode") != "Indexed":
        return [invalid(path, _as_go(policy), "requires indexed completion mode")]
    rules = policy.get("rules") or []
    if not rules:
        return [required(f"{path}.rules", "at least one rules must be specified when the successPolicy is specified")]
    found = [too_many(f"{path}.rules", len(rules), MOST_RULES)] if len(rules) > MOST_RULES else []
    for i, rule in enumerate(rules):
        found += _success_rule(f"{path}.rules[{i}]", rule, completions)
    return found


def validate_replacement_policy(path: str, spec: Object) -> list[FieldError]:
    """What is wrong with `podReplacementPolicy`."""
    policy = spec.get("podReplacementPolicy")
    supported = REPLACEMENTS[:1] if spec.get("podFailurePolicy") is not None else REPLACEMENTS
    return [] if policy is None or policy in supported else [not_supported(path, policy, supported)]


def count_indexes(text: str, completions: int) -> int:
    """How many indexes `1,3-5` are. IndexesError if they are not below `completions`, or not in order."""
    total, last = 0, -1
    for part in text.split(",") if text else ():
        ends = part.split("-")
        if len(ends) > 2:
            why = "violates the requirement that an index interval can have at most two parts separated by '-'"
            raise IndexesError(f"the fragment {json.dumps(part)} {why}")
        numbers = [_index(end, completions) for end in ends]
        if last >= numbers[0]:
            raise IndexesError(f"non-increasing order, previous: {last}, current: {numbers[0]}")
        if len(numbers) == 2 and numbers[0] >= numbers[1]:
            raise IndexesError(f"non-increasing order, previous: {numbers[0]}, current: {numbers[1]}")
        total += numbers[-1] - numbers[0] + 1
        last = numbers[-1]
    return total


def _as_go(policy: Object) -> GoText:
    """The policy as Kubernetes' own structure writes it."""
    fields = (("SucceededIndexes", "succeededIndexes"), ("SucceededCount", "succeededCount"))
    rules = [{field: rule.get(name) for field, name in fields} for rule in policy.get("rules") or ()]
    return GoText(json.dumps({"Rules": rules or None}, separators=(",", ":")))


def _index(text: str, completions: int) -> int:
    if not is_natural(text):
        raise IndexesError(f"cannot convert string to integer for index: {json.dumps(text)}")
    if int(text) >= completions:
        raise IndexesError(f"too large index: {json.dumps(text)}")
    return int(text)


def _success_rule(path: str, rule: Object, completions: int) -> list[FieldError]:
    count, indexes = rule.get("succeededCount"), rule.get("succeededIndexes")
    if count is None and indexes is None:
        return [required(path, "at least one of succeededCount or succeededIndexes must be specified")]
    found: list[FieldError] = []
    total = 0
    if indexes is not None:
        try:
            total = count_indexes(indexes, completions)
        except IndexesError as error:
            found.append(invalid(f"{path}.succeededIndexes", indexes, f"error parsing succeededIndexes: {error}"))
    if count is None:
        return found
    field = f"{path}.succeededCount"
    found += not_negative(field, count)
    if count > completions:
        why = f"must be less than or equal to {completions} (the number of specified completions)"
        found.append(invalid(field, count, why))
    if indexes is not None and count > total:
        why = f"must be less than or equal to {total} (the number of indexes in the specified succeededIndexes field)"
        found.append(invalid(field, count, why))
    return found


def _action(path: str, action: str, spec: Object) -> list[FieldError]:
    if not action:
        return [required(path, f"valid values: {_listed(ACTIONS)}")]
    if action == "FailIndex" and spec.get("backoffLimitPerIndex") is None:
        return [invalid(path, action, "requires the backoffLimitPerIndex to be set")]
    return [] if action in ACTIONS else [not_supported(path, action, ACTIONS)]


def _exit_codes(path: str, exits: Object, known: list[str]) -> list[FieldError]:
    operator, values, name = exits.get("operator", ""), exits.get("values") or [], exits.get("containerName")
    found: list[FieldError] = []
    if not operator:
        found.append(required(f"{path}.operator", f"valid values: {_listed(OPERATORS)}"))
    elif operator not in OPERATORS:
        found.append(not_supported(f"{path}.operator", operator, OPERATORS))
    if name is not None and name not in known:
        why = "must be one of the container or initContainer names in the pod template"
        found.append(invalid(f"{path}.containerName", name, why))
    if not values:
        found.append(invalid(f"{path}.values", values, "at least one value is required"))
    elif len(values) > MOST_VALUES:
        found.append(too_many(f"{path}.values", len(values), MOST_VALUES))
    for j, value in enumerate(values):
        if operator == "In" and value == 0:
            found.append(invalid(f"{path}.values[{j}]", value, "must not be 0 for the In operator"))
        if value in values[:j]:
            found.append(duplicate(f"{path}.values[{j}]", value))
    if values != sorted(values):
        found.append(invalid(f"{path}.values", values, "must be ordered"))
    return found


def _condition(path: str, pattern: Object) -> list[FieldError]:
    found = names(f"{path}.type", pattern.get("type", ""), qualified_name)
    status = pattern.get("status", "")
    if not status:
        found.append(required(f"{path}.status", f"valid values: {_listed(STATUSES)}"))
    elif status not in STATUSES:
        found.append(not_supported(f"{path}.status", status, STATUSES))
    return found


def _omitted(path: str, detail: str) -> FieldError:
    return FieldError("FieldValueInvalid", path, None, detail)


def _listed(values: tuple[str, ...]) -> str:
    return "[" + " ".join(json.dumps(value) for value in values) + "]"
