"""The rules that hold for every kind unless it says otherwise. Fact sheet §4.5."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from ....machinery.api import Request
from ....machinery.objects import Object, with_value
from ....machinery.resources import Resource
from ..errors import FieldError

if TYPE_CHECKING:
    from ..server import ApiServer


class Strategy:
    """How one kind is defaulted, prepared, validated and deleted.

    The objects that the methods get as `obj` or `new` are fresh copies, open to changes; `old` is stored and is not.
    """

    of: ClassVar[Resource]
    has_generation: ClassVar[bool] = False  # metadata.generation counts changes of the spec
    unconditional_update: ClassVar[bool] = True  # PUT without a resourceVersion is allowed
    returns_deleted: ClassVar[bool] = False  # DELETE answers with the object, not with a Status

    def __init__(self, resource: Resource) -> None:
        self.resource = resource

    def default(self, obj: Object) -> None:
        """Fill in what the sender left out (fact sheet §4.8)."""

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        """Set what only the server may set; clear what the sender may not."""

    def prepare_for_update(self, server: ApiServer, new: Object, old: Object) -> None:
        """Keep what a write of the main resource may not change: the status."""
        if "status" in old:
            new["status"] = old["status"]
        else:
            new.pop("status", None)

    def prepare_for_status_update(self, new: Object, old: Object) -> None:
        """Keep what a write of the status may not change: all but the status."""
        metadata = {**new["metadata"], "labels": old["metadata"].get("labels")}
        if metadata["labels"] is None:
            del metadata["labels"]
        new["metadata"] = metadata
        if "spec" in old:
            new["spec"] = old["spec"]

    def authorize(self, server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
        """Refuse a write that its sender may make, but not with this content. `old` is None for a new object."""

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        """What is wrong with a new object, beyond its structure."""
        return []

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        """What is wrong with a change."""
        return []

    def validate_change(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        """Everything that is wrong with a changed object."""
        return self.validate(server, new) + self.validate_update(server, new, old)

    def warnings(self, obj: Object) -> tuple[str, ...]:
        """What the sender of a valid object is told."""
        return ()

    def validate_status(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        """What is wrong with a changed status."""
        return []

    def changes_generation(self, new: Object, old: Object) -> bool:
        """Whether a change counts for `metadata.generation`, if this kind has one."""
        return bool(new.get("spec") != old.get("spec"))

    def allocate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        """Give a valid object what it needs from a limited stock; what cannot be given is an error."""
        return []

    def release(self, server: ApiServer, obj: Object) -> None:
        """The object was not stored after all: take back what only this version had been given."""

    def after_store(self, server: ApiServer, obj: Object, old: Object | None) -> None:
        """etcd has the object (in place of `old`)."""

    def after_delete(self, server: ApiServer, obj: Object) -> None:
        """The object is gone from etcd: give back what was allocated for it."""

    def begin_deletion(self, server: ApiServer, obj: Object) -> Object:
        """The object as its first deletion finds it: a kind may have something that keeps it."""
        return obj

    def deletion_grace_s(self, obj: Object, options: Object) -> int | None:
        """How long the object stays, to end gracefully; None if this kind goes at once."""
        return None

    def selectable_fields(self, obj: Object) -> dict[str, str]:
        """The fields that a field selector may name, besides metadata.name and metadata.namespace."""
        return {}

    def selectable_names(self) -> tuple[str, ...]:
        """The names of those fields."""
        return tuple(self.selectable_fields({"metadata": {}, "spec": {}, "status": {}}))

    def scale_of(self, obj: Object) -> Any:
        """(replicas wanted, replicas there, selector text) for the scale subresource."""
        raise AssertionError(f"{self.resource.plural} has no scale")

    def scaled(self, obj: Object, replicas: int) -> Object:
        """The object with so many replicas wanted."""
        return with_value(obj, ("spec", "replicas"), replicas)
