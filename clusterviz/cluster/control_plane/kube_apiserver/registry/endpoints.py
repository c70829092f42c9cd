"""Endpoints and EndpointSlices. Fact sheet §7.7."""

from __future__ import annotations

from ....machinery.objects import Object
from ....machinery.resources import ENDPOINTS, ENDPOINTSLICES
from .strategy import Strategy


class Endpoints(Strategy):
    """The rules for Endpoints."""

    of = ENDPOINTS

    def default(self, obj: Object) -> None:
        for subset in obj.get("subsets") or ():
            for port in subset.get("ports") or ():
                port["protocol"] = port.get("protocol") or "TCP"


class EndpointSlices(Strategy):
    """The rules for EndpointSlices: their generation counts changes of what they list."""

    of = ENDPOINTSLICES
    has_generation = True

    def default(self, obj: Object) -> None:
        for port in obj.get("ports") or ():
            port.setdefault("name", "")
            port["protocol"] = port.get("protocol") or "TCP"

    def changes_generation(self, new: Object, old: Object) -> bool:
        fields = ("endpoints", "ports", "addressType")
        if any(new.get(field) != old.get(field) for field in fields):
            return True
        return bool(new["metadata"].get("labels") != old["metadata"].get("labels"))
