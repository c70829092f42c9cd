"""DefaultStorageClass: a claim that names no class gets the one that is marked as default; of several, the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object, annotations_of, name_of
from ....machinery.resources import PERSISTENTVOLUMECLAIMS, STORAGECLASSES, Resource

if TYPE_CHECKING:
    from ..server import ApiServer

DEFAULT = "storageclass.kubernetes.io/is-default-class"
OLD_ANNOTATION = "volume.beta.kubernetes.io/storage-class"


def admit(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    if request.resource is not PERSISTENTVOLUMECLAIMS or old is not None:
        return
    if obj["spec"].get("storageClassName") is not None or OLD_ANNOTATION in annotations_of(obj):
        return
    chosen = newest_default(server, STORAGECLASSES, DEFAULT)
    if chosen is not None:
        obj["spec"]["storageClassName"] = name_of(chosen)


def newest_default(server: ApiServer, resource: Resource, annotation: str) -> Object | None:
    """Of the classes that are marked as default the newest; of equally old ones the first by name."""
    marked = [
        one for one in server.cache.of(resource).objects.values() if annotations_of(one).get(annotation) == "true"
    ]
    marked.sort(key=name_of)
    marked.sort(key=lambda one: str(one["metadata"]["creationTimestamp"]), reverse=True)
    return marked[0] if marked else None
