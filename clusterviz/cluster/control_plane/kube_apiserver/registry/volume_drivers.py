"""CSIDrivers, CSINodes and VolumeAttachments: who brings a volume to a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.objects import Object
from ....machinery.resources import CSIDRIVERS, CSINODES, VOLUMEATTACHMENTS
from ..errors import FieldError
from ..validation import volume_drivers as validation
from .strategy import Strategy

if TYPE_CHECKING:
    from ..server import ApiServer

_DRIVER_DEFAULTS = (
    ("attachRequired", True),
    ("podInfoOnMount", False),
    ("storageCapacity", False),
    ("fsGroupPolicy", "ReadWriteOnceWithFSType"),
    ("requiresRepublish", False),
    ("seLinuxMount", False),
)


class CSIDrivers(Strategy):
    """The rules for CSIDrivers. Defaults as in pkg/apis/storage/v1."""

    of = CSIDRIVERS

    def default(self, obj: Object) -> None:
        spec = obj.setdefault("spec", {})
        for field, value in _DRIVER_DEFAULTS:
            if spec.get(field) is None:
                spec[field] = value
        if not spec.get("volumeLifecycleModes"):
            spec["volumeLifecycleModes"] = ["Persistent"]

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_driver(obj)


class CSINodes(Strategy):
    """The rules for CSINodes."""

    of = CSINODES

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_csi_node(obj)


class VolumeAttachments(Strategy):
    """The rules for VolumeAttachments."""

    of = VOLUMEATTACHMENTS

    def validate(self, server: ApiServer, obj: Object) -> list[FieldError]:
        return validation.validate_attachment(obj)
