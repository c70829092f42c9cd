"""Namespaces, Nodes, PriorityClasses and RuntimeClasses: what has no namespace of its own. Fact sheet §4.8."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.objects import Object
from ....machinery.resources import NAMESPACES, NODES, PRIORITYCLASSES, RUNTIMECLASSES
from ..errors import FieldError
from ..validation import core as validation
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer

NAME_LABEL = "kubernetes.io/metadata.name"


class Namespaces(Strategy):
    """The rules for Namespaces."""

    of = NAMESPACES

    def default(self, obj: Object) -> None:
        name = obj["metadata"].get("name")
        if name:
            obj["metadata"]["labels"] = {**(obj["metadata"].get("labels") or {}), NAME_LABEL: name}

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        spec = dict(obj.get("spec") or {})
        finalizers = list(spec.get("finalizers") or ())
        if "kubernetes" not in finalizers:
            finalizers.append("kubernetes")
        obj["spec"] = {**spec, "finalizers": finalizers}
        obj["status"] = {"phase": "Active"}

    def prepare_for_update(self, server: ApiServer, new: Object, old: Object) -> None:
        """The finalizers of the spec are changed by `namespaces/finalize` only."""
        super().prepare_for_update(server, new, old)
        new["spec"] = old.get("spec") or {}

    def selectable_fields(self, obj: Object) -> dict[str, str]:
        return {"status.phase": (obj.get("status") or {}).get("phase", "")}


class Nodes(Strategy):
    """The rules for Nodes. What a new Node says about its state is kept: a kubelet registers with it."""

    of = NODES

    def default(self, obj: Object) -> None:
        if obj.get("spec") is None:
            obj["spec"] = {}
        status = obj.get("status")
        if status and status.get("capacity") and not status.get("allocatable"):
            status["allocatable"] = dict(status["capacity"])

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_node_update(new, old)

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_node(obj)

    def selectable_fields(self, obj: Object) -> dict[str, str]:
        return {"spec.unschedulable": "true" if (obj.get("spec") or {}).get("unschedulable") else "false"}


class PriorityClasses(Strategy):
    """The rules for PriorityClasses: a number once given stays."""

    of = PRIORITYCLASSES
    has_generation = True

    def default(self, obj: Object) -> None:
        if not obj.get("preemptionPolicy"):
            obj["preemptionPolicy"] = "PreemptLowerPriority"
        obj.setdefault("value", 0)

    def changes_generation(self, new: Object, old: Object) -> bool:
        return False

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_priority_class(obj)

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_priority_class_update(new, old)


class RuntimeClasses(Strategy):
    """The rules for RuntimeClasses."""

    of = RUNTIMECLASSES

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_runtime_class(obj)

    def validate_change(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_runtime_class_update(new, old)
