"""APIServices: groups of kinds that another server serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.objects import Object
from ....machinery.resources import APISERVICES
from ..errors import FieldError
from ..validation import apiregistration as validation
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer


class APIServices(Strategy):
    """The rules for APIServices."""

    of = APISERVICES

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_api_service(obj)
