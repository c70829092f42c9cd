"""PersistentVolumeClaimResize: a claim grows only where its class allows it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object, name_of
from ....machinery.quantities import parse
from ....machinery.resources import PERSISTENTVOLUMECLAIMS, STORAGECLASSES
from .. import errors

if TYPE_CHECKING:
    from ..server import ApiServer


def admit(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    if request.resource is not PERSISTENTVOLUMECLAIMS or old is None or request.subresource:
        return
    if _size(obj) <= _size(old):
        return
    if (old.get("status") or {}).get("phase") != "Bound":
        raise errors.forbidden(
            PERSISTENTVOLUMECLAIMS, name_of(obj), "Only bound persistent volume claims can be expanded"
        )
    storage_class = server.namespaced_object(STORAGECLASSES, "", obj["spec"].get("storageClassName") or "")
    if storage_class is None or not storage_class.get("allowVolumeExpansion"):
        why = "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize"
        raise errors.forbidden(PERSISTENTVOLUMECLAIMS, name_of(obj), why)


def _size(claim: Object) -> Fraction:
    return parse(((claim["spec"].get("resources") or {}).get("requests") or {}).get("storage", "0"))
