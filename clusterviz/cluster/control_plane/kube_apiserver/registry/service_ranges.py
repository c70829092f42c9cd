"""ServiceCIDRs and IPAddresses: stored; the addresses of Services come from the API server's own range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.objects import Object
from ....machinery.resources import IPADDRESSES, SERVICECIDRS
from ..errors import FieldError
from ..validation import service_ranges as validation
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer


class ServiceCIDRs(Strategy):
    """The rules for ServiceCIDRs."""

    of = SERVICECIDRS

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_service_cidr(obj)


class IPAddresses(Strategy):
    """The rules for IPAddresses."""

    of = IPADDRESSES

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_address_parent(obj)
