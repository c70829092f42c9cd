"""PodDisruptionBudgets. Fact sheet §7.13."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.objects import Object
from ....machinery.resources import PODDISRUPTIONBUDGETS
from ..errors import FieldError
from ..validation import policy as validation
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer


class PodDisruptionBudgets(Strategy):
    """The rules for PodDisruptionBudgets."""

    of = PODDISRUPTIONBUDGETS
    has_generation = True

    def default(self, obj: Object) -> None:
        obj.setdefault("spec", {})

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        zero = ("currentHealthy", "desiredHealthy", "disruptionsAllowed", "expectedPods")
        obj["status"] = dict.fromkeys(zero, 0)

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_budget(obj)

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_budget(new)
