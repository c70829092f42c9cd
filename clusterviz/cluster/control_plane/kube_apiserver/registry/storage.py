"""PersistentVolumes, their claims, their classes and the drivers of storage. Fact sheet §4.8, §7.15."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.objects import Object
from ....machinery.resources import PERSISTENTVOLUMECLAIMS, PERSISTENTVOLUMES, STORAGECLASSES
from ..errors import FieldError
from ..validation import storage as validation
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer


class PersistentVolumes(Strategy):
    """The rules for PersistentVolumes."""

    of = PERSISTENTVOLUMES

    def default(self, obj: Object) -> None:
        spec = obj.setdefault("spec", {})
        for field, value in (("persistentVolumeReclaimPolicy", "Retain"), ("volumeMode", "Filesystem")):
            if not spec.get(field):
                spec[field] = value
        if spec.get("hostPath") is not None:
            spec["hostPath"].setdefault("type", "")

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        obj["status"] = {"phase": "Pending"}

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_volume(obj)

    def validate_change(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_volume_update(new, old)


class PersistentVolumeClaims(Strategy):
    """The rules for PersistentVolumeClaims."""

    of = PERSISTENTVOLUMECLAIMS

    def default(self, obj: Object) -> None:
        default_claim_spec(obj.setdefault("spec", {}))

    def prepare_for_create(self, server: ApiServer, obj: Object) -> None:
        obj["status"] = {"phase": "Pending"}

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_claim_spec("spec", obj["spec"])

    def validate_update(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_claim_update(new, old)


def default_claim_spec(spec: Object) -> None:
    """Fill in what a claim leaves out."""
    if not spec.get("volumeMode"):
        spec["volumeMode"] = "Filesystem"


class StorageClasses(Strategy):
    """The rules for StorageClasses."""

    of = STORAGECLASSES

    def default(self, obj: Object) -> None:
        for field, value in (("reclaimPolicy", "Delete"), ("volumeBindingMode", "Immediate")):
            if not obj.get(field):
                obj[field] = value

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_class(obj)

    def validate_change(self, server: ApiServer, new: Object, old: Object) -> list[FieldError]:
        return validation.validate_class_update(new, old)
