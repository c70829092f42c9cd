"""Label and field selectors: Kubernetes' little query languages, once they are read (selector_texts). Fact sheet §17."""

from __future__ import annotations

from dataclasses import dataclass

from .objects import Object


class SelectorError(ValueError):
    """A selector that cannot be read, in Kubernetes' words."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition on one label. `operator`: In, NotIn, Exists, DoesNotExist, Gt or Lt. What cannot be judged is not fulfilled."""

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
                except (ValueError, IndexError):
                    return False
                return there > bound if self.operator == "Gt" else there < bound
        return False  # an operator that nobody knows selects nothing

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
