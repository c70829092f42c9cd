"""Lists: which objects, in which order, at which revision. Fact sheet §4.6."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ...machinery.api import Request, Response, StatusError
from ...machinery.objects import Object, labels_of, name_of, namespace_of
from ...machinery.resources import Resource
from ...machinery.selectors import FieldSelector, LabelSelector, SelectorError, parse_fields, parse_labels
from ...machinery.storage import Result
from . import errors, printing

if TYPE_CHECKING:
    from .server import ApiServer


def list_objects(server: ApiServer, call: Any, request: Request) -> None:
    """GET of a collection. Without a resourceVersion the answer is as new as etcd; with "0" as new as the cache."""
    selection_of(request)  # a bad selector is refused before anything is read
    if request.query.get("resourceVersion") == "0":
        _answer(server, call, request)
    elif request.query.get("resourceVersion"):
        server.when_cache_at(int(request.query["resourceVersion"]), partial(_answer, server), call, request)
    else:
        server.storage.revision(partial(_at_revision, server), call, request)


def _at_revision(server: ApiServer, result: Result | None, call: Any, request: Request) -> None:
    try:
        revision = server.needed(result).revision
    except StatusError as refusal:
        server.refuse(call, refusal)
        return
    server.when_cache_at(revision, partial(_answer, server), call, request)


def _answer(server: ApiServer, call: Any, request: Request) -> None:
    resource = request.resource
    assert resource is not None
    try:
        objects = selected(server, request)
        if request.as_table:
            body = printing.table(server, request, resource, objects)
        else:
            body = {
                "kind": f"{resource.kind}List",
                "apiVersion": resource.api_version,
                "metadata": {"resourceVersion": str(server.cache.revision)},
                "items": objects,
            }
    except StatusError as refusal:
        server.refuse(call, refusal)
        return
    server.respond(call, Response(200, body, printing.warnings(request)))


def selected(server: ApiServer, request: Request) -> list[Object]:
    """The objects of the request's namespace that match its selectors, in etcd's order."""
    resource = request.resource
    assert resource is not None
    labels, fields = selection_of(request)
    found = []
    for _, obj in server.cache.of(resource).list():
        if request.namespace and namespace_of(obj) != request.namespace:
            continue
        if labels is not None and not labels.matches(labels_of(obj)):
            continue
        if fields is not None and not fields.matches(fields_of(server, resource, obj)):
            continue
        found.append(obj)
    return found


def selection_of(request: Request) -> tuple[LabelSelector | None, FieldSelector | None]:
    """The request's selectors, refused as 400 if they cannot be read."""
    try:
        labels, fields = request.query.get("labelSelector"), request.query.get("fieldSelector")
        return (parse_labels(labels) if labels else None), (parse_fields(fields) if fields else None)
    except SelectorError as error:
        raise errors.bad_request(str(error)) from error


def fields_of(server: ApiServer, resource: Resource, obj: Object) -> dict[str, str]:
    """What a field selector may look at."""
    fields = server.strategies[resource].selectable_fields(obj)
    fields["metadata.name"] = name_of(obj)
    if resource.namespaced:
        fields["metadata.namespace"] = namespace_of(obj)
    return fields
