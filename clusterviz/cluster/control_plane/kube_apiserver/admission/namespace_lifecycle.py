"""NamespaceLifecycle: nothing is created in a namespace that does not exist or is going away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object, deleting
from ....machinery.resources import NAMESPACES
from .. import errors

if TYPE_CHECKING:
    from ..server import ApiServer

IMMORTAL = ("default", "kube-system", "kube-public")


def admit(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    assert request.resource is not None
    if old is not None or not request.resource.namespaced:
        return
    namespace = server.namespaced_object(NAMESPACES, "", request.namespace)
    if namespace is None:
        raise errors.not_found(NAMESPACES, request.namespace)
    if deleting(namespace):
        cause = {
            "reason": "NamespaceTerminating",
            "message": f"namespace {request.namespace} is being terminated",
            "field": "metadata.namespace",
        }
        raise errors.forbidden(
            request.resource,
            obj["metadata"].get("name", ""),
            f"unable to create new content in namespace {request.namespace} because it is being terminated",
            [cause],
        )
