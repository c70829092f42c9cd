"""Endpoints and EndpointSlices. Fact sheet §7.7."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.objects import Object
from ....machinery.resources import ENDPOINTS, ENDPOINTSLICES
from ..errors import FieldError
from ..validation import discovery as validation
from ..validation import endpoints as endpoints_validation
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer


class Endpoints(Strategy):
    """The rules for Endpoints."""

    of = ENDPOINTS

    def default(self, obj: Object) -> None:
        for subset in obj.get("subsets") or ():
            for port in subset.get("ports") or ():
                port["protocol"] = port.get("protocol") or "TCP"

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return endpoints_validation.validate_endpoints(obj)


class EndpointSlices(Strategy):
    """The rules for EndpointSlices: their generation counts changes of what they list."""

    of = ENDPOINTSLICES
    has_generation = True

    def default(self, obj: Object) -> None:
        for port in obj.get("ports") or ():
            port.setdefault("name", "")
            port["protocol"] = port.get("protocol") or "TCP"

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_endpoint_slice(obj)

    def validate_change(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_endpoint_slice(new) + validation.validate_endpoint_slice_update(new, old)

    def changes_generation(self, new: Object, old: Object) -> bool:
        fields = ("endpoints", "ports", "addressType")
        if any(new.get(field) != old.get(field) for field in fields):
            return True
        return bool(new["metadata"].get("labels") != old["metadata"].get("labels"))
