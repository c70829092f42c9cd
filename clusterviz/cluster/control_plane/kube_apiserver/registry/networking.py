"""Ingresses. Fact sheet §4.8."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.objects import Object
from ....machinery.resources import INGRESSES
from ..errors import FieldError
from ..validation import networking as validation
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer


class Ingresses(Strategy):
    """The rules for Ingresses."""

    of = INGRESSES
    has_generation = True

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        obj["status"] = {"loadBalancer": {}}

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_ingress(obj)

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_ingress(new)
