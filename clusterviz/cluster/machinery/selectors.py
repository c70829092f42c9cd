"""Label and field selectors: Kubernetes' little query languages. Fact sheet §17."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .objects import Object

_TOKEN = re.compile(r"\s*(?:(!=|==|=|!|>|<|\(|\)|,)|([^\s!=<>(),]+))")


class SelectorError(ValueError):
    """A selector that cannot be read, in Kubernetes' words."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition on one label. `operator`: In, NotIn, Exists, DoesNotExist, Gt or Lt."""

    key: str
    operator: str
    values: tuple[str, ...] = ()

    def matches(self, labels: dict[str, str]) -> bool:
        """Whether these labels fulfil it."""
        value = labels.get(self.key)
        match self.operator:
            case "In":
                return value in self.values if value is not None else False
            case "NotIn":
                return value is None or value not in self.values
            case "Exists":
                return value is not None
            case "DoesNotExist":
                return value is None
            case "Gt" | "Lt":
                try:
                    there, bound = int(value or ""), int(self.values[0])
                except ValueError:
                    return False
                return there > bound if self.operator == "Gt" else there < bound
        raise AssertionError(f"unknown operator {self.operator}")

    def __str__(self) -> str:
        joined = ",".join(sorted(self.values))
        match self.operator:
            case "In" if len(self.values) == 1:
                return f"{self.key}={joined}"
            case "In":
                return f"{self.key} in ({joined})"
            case "NotIn" if len(self.values) == 1:
                return f"{self.key}!={joined}"
            case "NotIn":
                return f"{self.key} notin ({joined})"
            case "Exists":
                return self.key
            case "DoesNotExist":
                return f"!{self.key}"
            case "Gt":
                return f"{self.key}>{joined}"
        return f"{self.key}<{joined}"


@dataclass(frozen=True, slots=True)
class LabelSelector:
    """All of its requirements must hold; without any it selects everything."""

    requirements: tuple[Requirement, ...]

    def matches(self, labels: dict[str, str]) -> bool:
        """Whether these labels are selected."""
        return all(requirement.matches(labels) for requirement in self.requirements)

    def __str__(self) -> str:
        return ",".join(str(requirement) for requirement in sorted(self.requirements, key=_key))


def _key(requirement: Requirement) -> str:
    return requirement.key


def from_object(selector: Object | None) -> LabelSelector:
    """The LabelSelector of a spec: `matchLabels` and `matchExpressions`."""
    selector = selector or {}
    found = [Requirement(key, "In", (value,)) for key, value in sorted((selector.get("matchLabels") or {}).items())]
    for expression in selector.get("matchExpressions") or ():
        found.append(Requirement(expression["key"], expression["operator"], tuple(expression.get("values") or ())))
    return LabelSelector(tuple(found))


def from_map(labels: dict[str, str] | None) -> LabelSelector:
    """The selector of a Service: all of these labels."""
    return LabelSelector(tuple(Requirement(key, "In", (value,)) for key, value in sorted((labels or {}).items())))


def parse_labels(text: str) -> LabelSelector:
    """A selector as typed: `app=web,tier in (a, b),!canary`. SelectorError if it cannot be read."""
    tokens = _tokens(text)
    found: list[Requirement] = []
    position = 0
    while position < len(tokens):
        requirement, position = _requirement(tokens, position, text)
        found.append(requirement)
        if position < len(tokens):
            if tokens[position] != ",":
                raise SelectorError(f"found '{tokens[position]}', expected: ',' or 'end of string'")
            position += 1
            if position == len(tokens):
                raise SelectorError("found '', expected: identifier after ','")
    return LabelSelector(tuple(found))


def _tokens(text: str) -> list[str]:
    found, position = [], 0
    text = text.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise SelectorError(f"unable to parse requirement: unexpected character in {text!r}")
        found.append(match[1] or match[2])
        position = match.end()
    return found


def _requirement(tokens: list[str], position: int, text: str) -> tuple[Requirement, int]:
    if tokens[position] == "!":
        if position + 1 >= len(tokens):
            raise SelectorError("unable to parse requirement: found '', expected: identifier")
        return Requirement(tokens[position + 1], "DoesNotExist"), position + 2
    key = tokens[position]
    if key in ("=", "==", "!=", "(", ")", ",", ">", "<"):
        raise SelectorError(f"unable to parse requirement: found '{key}', expected: !, identifier, or 'end of string'")
    position += 1
    if position == len(tokens) or tokens[position] == ",":
        return Requirement(key, "Exists"), position
    operator = tokens[position]
    if operator in ("=", "==", "!=", ">", "<"):
        value = tokens[position + 1] if position + 1 < len(tokens) and tokens[position + 1] != "," else ""
        name = {"=": "In", "==": "In", "!=": "NotIn", ">": "Gt", "<": "Lt"}[operator]
        return Requirement(key, name, (value,)), position + (2 if value else 1)
    if operator in ("in", "notin"):
        values, position = _values(tokens, position + 1)
        return Requirement(key, "In" if operator == "in" else "NotIn", values), position
    raise SelectorError(f"unable to parse requirement: found '{operator}', expected: in, notin, =, ==, !=, gt, lt")


def _values(tokens: list[str], position: int) -> tuple[tuple[str, ...], int]:
    if position >= len(tokens) or tokens[position] != "(":
        found = tokens[position] if position < len(tokens) else ""
        raise SelectorError(f"unable to parse requirement: found '{found}' expected: '('")
    values: list[str] = []
    position += 1
    while position < len(tokens) and tokens[position] != ")":
        if tokens[position] != ",":
            values.append(tokens[position])
        position += 1
    if position >= len(tokens):
        raise SelectorError("unable to parse requirement: found '', expected: ',' or ')'")
    return tuple(values), position + 1


@dataclass(frozen=True, slots=True)
class FieldSelector:
    """Fields that must (or must not) have a value."""

    terms: tuple[tuple[str, str, bool], ...]  # (field, value, equal)

    def matches(self, fields: dict[str, str]) -> bool:
        """Whether these fields are selected. SelectorError if a field cannot be selected by."""
        return all((fields.get(field, "") == value) is equal for field, value, equal in self.terms)

    def exact(self, field: str) -> str | None:
        """The value that this field must have, if the selector says just that about it."""
        for name, value, equal in self.terms:
            if name == field and equal:
                return value
        return None


def parse_fields(text: str) -> FieldSelector:
    """A field selector as typed: `status.phase=Running,metadata.name!=a`. SelectorError if it cannot be read."""
    terms = []
    for part in text.split(","):
        if not part:
            continue
        for operator, equal in (("!=", False), ("==", True), ("=", True)):
            field, found, value = part.partition(operator)
            if found:
                terms.append((field.strip(), value.strip(), equal))
                break
        else:
            raise SelectorError(f"invalid selector: '{text}'; can't understand '{part}'")
    return FieldSelector(tuple(terms))
