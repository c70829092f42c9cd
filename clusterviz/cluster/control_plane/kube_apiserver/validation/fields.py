"""Field errors, in Kubernetes' words. Fact sheet §4.4, §17."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from ....machinery.name_rules import PERCENT as PERCENT
from ....machinery.name_rules import PERCENT_MESSAGE as PERCENT_MESSAGE
from ....machinery.name_rules import SUBDOMAIN as SUBDOMAIN
from ....machinery.name_rules import config_key as config_key
from ....machinery.name_rules import dns_label as dns_label
from ....machinery.name_rules import label as label
from ....machinery.name_rules import label_value as label_value
from ....machinery.name_rules import path_segment as path_segment
from ....machinery.name_rules import port_name as port_name
from ....machinery.name_rules import qualified_name as qualified_name
from ....machinery.name_rules import subdomain as subdomain
from ....machinery.name_rules import wildcard as wildcard
from ..errors import FieldError
from .as_go import GoText

NameRule = Callable[[str], tuple[str, ...]]


def shown(value: Any) -> str:
    """A value as Go shows it in an error: text in quotes, numbers plainly, the rest as JSON."""
    if isinstance(value, GoText):
        return value
    if isinstance(value, dict) and all(not isinstance(item, (dict, list)) for item in value.values()):
        return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def required(field: str, detail: str = "") -> FieldError:
    return FieldError("FieldValueRequired", field, None, detail)


def invalid(field: str, value: Any, detail: str) -> FieldError:
    return FieldError("FieldValueInvalid", field, shown(value), detail)


def forbidden(field: str, detail: str) -> FieldError:
    return FieldError("FieldValueForbidden", field, None, detail)


def duplicate(field: str, value: Any) -> FieldError:
    return FieldError("FieldValueDuplicate", field, shown(value))


def not_found(field: str, value: Any) -> FieldError:
    return FieldError("FieldValueNotFound", field, shown(value))


def too_long(field: str, limit: int) -> FieldError:
    return FieldError("FieldValueTooLong", field, None, f"may not be more than {limit} bytes")


def too_many(field: str, count: int, most: int) -> FieldError:
    """A list is longer than it may be."""
    return FieldError("FieldValueTooMany", field, str(count), f"must have at most {most} items")


def not_supported(field: str, value: Any, supported: Iterable[str]) -> FieldError:
    values = ", ".join(shown(one) for one in supported)
    return FieldError("FieldValueNotSupported", field, shown(value), f"supported values: {values}")


def not_negative(field: str, value: Any) -> list[FieldError]:
    """A number of things cannot be below none."""
    if isinstance(value, int) and value < 0:
        return [invalid(field, value, "must be greater than or equal to 0")]
    return []


def one_of(field: str, value: Any, supported: Iterable[str]) -> list[FieldError]:
    """A value from a fixed list; absent is fine."""
    return [] if value is None or value in supported else [not_supported(field, value, supported)]


def port_number(field: str, value: Any) -> list[FieldError]:
    """A port: 1 to 65535."""
    if isinstance(value, int) and 1 <= value <= 65535:
        return []
    return [invalid(field, value, "must be between 1 and 65535, inclusive")]


def port_or_name(field: str, value: Any) -> list[FieldError]:
    """A port by its number or by its name."""
    if isinstance(value, str):
        return [invalid(field, value, message) for message in port_name(value)]
    return port_number(field, value)


def names(field: str, value: str, rule: NameRule) -> list[FieldError]:
    """What a rule for names has against this one."""
    return [invalid(field, value, message) for message in rule(value)]
