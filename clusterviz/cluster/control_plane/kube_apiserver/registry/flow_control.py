"""Fairness between clients: stored, with defaults as in pkg/apis/flowcontrol/v1; nobody queues here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.objects import Object
from ....machinery.resources import FLOWSCHEMAS, PRIORITYLEVELCONFIGURATIONS
from ..errors import FieldError
from ..validation import flow_control as validation
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer

PRECEDENCE = 1000
SHARES = 30
QUEUING = (("handSize", 8), ("queues", 64), ("queueLengthLimit", 50))


class FlowSchemas(Strategy):
    """The rules for FlowSchemas."""

    of = FLOWSCHEMAS
    has_generation = True

    def default(self, obj: Object) -> None:
        spec = obj.setdefault("spec", {})
        spec["matchingPrecedence"] = spec.get("matchingPrecedence") or PRECEDENCE

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_flow_schema(obj)


class PriorityLevelConfigurations(Strategy):
    """The rules for PriorityLevelConfigurations."""

    of = PRIORITYLEVELCONFIGURATIONS
    has_generation = True

    def default(self, obj: Object) -> None:
        spec = obj.setdefault("spec", {})
        for kind, shares in (("limited", SHARES), ("exempt", 0)):
            if spec.get(kind) is not None:
                if spec[kind].get("nominalConcurrencyShares") is None:
                    spec[kind]["nominalConcurrencyShares"] = shares
                if spec[kind].get("lendablePercent") is None:
                    spec[kind]["lendablePercent"] = 0
        queuing = ((spec.get("limited") or {}).get("limitResponse") or {}).get("queuing")
        if queuing is not None:
            for field, value in QUEUING:
                queuing[field] = queuing.get(field) or value

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_priority_level(obj)
