"""StorageObjectInUseProtection: a new volume or claim has the finalizer that keeps it while somebody uses it. Fact sheet §7.15."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object
from ....machinery.resources import PERSISTENTVOLUMECLAIMS, PERSISTENTVOLUMES

if TYPE_CHECKING:
    from ..server import ApiServer

FINALIZERS = {
    PERSISTENTVOLUMECLAIMS: "kubernetes.io/pvc-protection",
    PERSISTENTVOLUMES: "kubernetes.io/pv-protection",
}


def admit(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    finalizer = FINALIZERS.get(request.resource) if request.resource is not None and old is None else None
    present = obj["metadata"].get("finalizers") or []
    if finalizer is not None and finalizer not in present:
        obj["metadata"]["finalizers"] = [*present, finalizer]
