"""ResourceQuotas and LimitRanges: how much of a cluster a namespace, and a container in it, may use. Fact sheet §4.8, §4.9."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.objects import Object
from ....machinery.resources import LIMITRANGES, RESOURCEQUOTAS
from ..errors import FieldError
from ..validation import limits as validation
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer


class ResourceQuotas(Strategy):
    """The rules for ResourceQuotas."""

    of = RESOURCEQUOTAS

    def default(self, obj: Object) -> None:
        obj.setdefault("spec", {})

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        obj["status"] = {}

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_quota(obj)

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_quota(new) + validation.validate_quota_update(new, old)


class LimitRanges(Strategy):
    """The rules for LimitRanges."""

    of = LIMITRANGES

    def default(self, obj: Object) -> None:
        for limit in obj.setdefault("spec", {}).get("limits") or ():
            if limit.get("type") != "Container":
                continue
            most = dict(limit.get("max") or {})
            if most or limit.get("default"):
                limit["default"] = {**most, **(limit.get("default") or {})}
            requests = {
                **(limit.get("default") or {}),
                **(limit.get("min") or {}),
                **(limit.get("defaultRequest") or {}),
            }
            for name, amount in (limit.get("default") or {}).items():
                if name not in (limit.get("defaultRequest") or {}):
                    requests[name] = amount
            if requests:
                limit["defaultRequest"] = requests

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_limit_range(obj)
