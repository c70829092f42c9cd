"""Tables: what `kubectl get` shows is computed here, for one object, a list, or an event of a watch. Fact sheet §3.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object
from ....machinery.resources import ENDPOINTS, PODS, Resource
from . import declared
from .cells import cells_of
from .columns import definitions
from .pods import row_conditions

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
    metadata: Object | None = None,
) -> Object:
    """A `Table` of these objects.

    `single`: the Table stands for its one object. `columns`: False for all but the first event of a watch.
    `metadata`: that of the list.
    """
    if metadata is None:
        version = objects[0]["metadata"].get("resourceVersion", "") if single else str(server.cache.revision)
        metadata = {"resourceVersion": version}
    include = request.query.get("includeObject") or "Metadata"
    now_ms = server.wall_ms()
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": metadata,
        "columnDefinitions": _definitions(server, resource) if columns else None,
        "rows": [_row(server, resource, obj, include, now_ms) for obj in objects],
    }


def _definitions(server: ApiServer, resource: Resource) -> list[Object]:
    return declared.definitions(server.custom.rules(resource).version) if resource.custom else definitions(resource)


def _row(server: ApiServer, resource: Resource, obj: Object, include: str, now_ms: int) -> Object:
    if resource.custom:
        row: Object = {"cells": declared.cells(server.custom.rules(resource).version, obj, now_ms)}
    else:
        row = {"cells": cells_of(resource, obj, now_ms)}
    conditions = row_conditions(obj) if resource is PODS else []
    if conditions:
        row["conditions"] = conditions
    match include:
        case "Object":
            row["object"] = obj
        case "None":
            row["object"] = None
        case _:
            row["object"] = {
                "kind": "PartialObjectMetadata",
                "apiVersion": "meta.k8s.io/v1",
                "metadata": obj["metadata"],
            }
    return row


def warnings(request: Request) -> tuple[str, ...]:
    """The warnings that this request earns: by its API, and by what it sent."""
    if request.resource is ENDPOINTS:
        return ("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice", *request.warnings)
    return request.warnings
