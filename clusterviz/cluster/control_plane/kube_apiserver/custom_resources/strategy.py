"""The rules for the objects of a custom kind: its definition makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....machinery.custom_kinds import schema_of_version, storage_version, version_called
from ....machinery.custom_shapes import schema_line
from ....machinery.jsonpath import go_text
from ....machinery.objects import Object, with_value
from ....machinery.resources import Resource
from .. import errors
from ..errors import FieldError
from ..registry.strategy import Strategy
from . import values
from .pruning import defaulted

if TYPE_CHECKING:
    from ..server import ApiServer


class CustomResourceStrategy(Strategy):
    """One version of one custom kind."""

    has_generation = True
    unconditional_update = False
    returns_deleted = False

    def __init__(self, resource: Resource, definition: Object) -> None:
        super().__init__(resource)
        self.definition = definition
        self.version = version_called(definition, resource.version)
        self.schema = schema_of_version(self.version)
        self.stored_as = storage_version(definition)
        self.line = schema_line(self.schema)

    @property
    def subresources(self) -> Object:
        """What the definition says of `status` and `scale`."""
        return self.version.get("subresources") or {}

    def default(self, obj: Object) -> None:
        defaulted(self.schema, obj)

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        """Who makes an object does not say how it is, if there is another door for that."""
        if "status" in self.subresources:
            obj.pop("status", None)

    def prepare_for_update(self, server: ApiServer, new: Object, old: Object) -> None:
        if "status" in self.subresources:
            super().prepare_for_update(server, new, old)

    def prepare_for_status_update(self, new: Object, old: Object) -> None:
        """Nothing but the status comes through this door, of the metadata only who manages what."""
        self.default(new)
        for field in [field for field in new if field not in ("status", "metadata", "apiVersion", "kind")]:
            if field not in old:
                del new[field]
        for field in old:
            if field not in ("status", "metadata"):
                new[field] = old[field]
        metadata = dict(old["metadata"])
        for field in ("managedFields", "finalizers"):
            if field in new["metadata"]:
                metadata[field] = new["metadata"][field]
            else:
                metadata.pop(field, None)
        new["metadata"] = metadata

    def changes_generation(self, new: Object, old: Object) -> bool:
        """Whatever is not metadata counts."""
        return _without_metadata(new) != _without_metadata(old)

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return values.check(self.schema, obj)

    def validate_change(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        """A schema may have become stricter: what has not changed may stay as it is."""
        return values.check(self.schema, new, old)

    def validate_status(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return values.check(self.schema, new, old)

    def selectable_fields(self, obj: Object) -> dict[str, str]:
        """The fields that the definition lets a selector name."""
        paths = [field["jsonPath"] for field in self.version.get("selectableFields") or ()]
        return {path.removeprefix("."): _selected(_at(path, obj)) for path in paths}

    @property
    def deprecated(self) -> tuple[str, ...]:
        """What whoever uses this version is told."""
        if not self.version.get("deprecated"):
            return ()
        return (
            self.version.get("deprecationWarning") or f"{self.resource.api_version} {self.resource.kind} is deprecated",
        )

    # -- scale ------------------------------------------------------------------------------------------------------

    def scale_of(self, obj: Object) -> Any:
        scale = self.subresources["scale"]
        wanted = _at(scale["specReplicasPath"], obj)
        if wanted is None:
            raise errors.internal(f'the spec replicas field "{scale["specReplicasPath"]}" does not exist')
        selector = _at(scale["labelSelectorPath"], obj) if scale.get("labelSelectorPath") else None
        return wanted, _at(scale["statusReplicasPath"], obj) or 0, selector or ""

    def scaled(self, obj: Object, replicas: int) -> Object:
        return with_value(obj, _steps(self.subresources["scale"]["specReplicasPath"]), replicas)


def _without_metadata(obj: Object) -> Object:
    return {field: value for field, value in obj.items() if field != "metadata"}


def _at(path: str, obj: Any) -> Any:
    """The value at a simple path, None if there is none."""
    for name in _steps(path):
        if not isinstance(obj, dict) or name not in obj:
            return None
        obj = obj[name]
    return obj


def _selected(value: Any) -> str:
    return "" if value is None else go_text(value)


def _steps(path: str) -> list[str]:
    """`.spec.crew` → spec, crew."""
    return path.strip(".").split(".")
