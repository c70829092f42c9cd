"""Metadata: names, labels, annotations, finalizers. Fact sheet §4.4, §4.5."""

from __future__ import annotations

from ....machinery.objects import Object
from ....machinery.resources import Resource
from ..errors import FieldError


def validate_metadata(resource: Resource, obj: Object) -> list[FieldError]:
    """What is wrong with the metadata of an object."""
    if not obj["metadata"].get("name"):
        return [FieldError("FieldValueRequired", "metadata.name", None, "name or generateName is required")]
    return []


def validate_metadata_update(resource: Resource, new: Object, old: Object) -> list[FieldError]:
    """What may not change in the metadata."""
    return []
