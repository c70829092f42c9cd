"""Tables: columns and cells for each kind. Fact sheet §3.1, §3.3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object, name_of
from ....machinery.resources import ENDPOINTS, Resource

if TYPE_CHECKING:
    from ..server import ApiServer


def table(
    server: ApiServer,
    request: Request,
    resource: Resource,
    objects: list[Object],
    *,
    single: bool = False,
    columns: bool = True,
) -> Object:
    """A `Table` of these objects."""
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": {"resourceVersion": str(server.cache.revision)},
        "columnDefinitions": [{"name": "Name", "type": "string", "format": "name", "description": "", "priority": 0}],
        "rows": [{"cells": [name_of(obj)], "object": obj} for obj in objects],
    }


def warnings(request: Request) -> tuple[str, ...]:
    """The warnings that a use of this API earns."""
    if request.resource is ENDPOINTS:
        return ("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",)
    return ()
