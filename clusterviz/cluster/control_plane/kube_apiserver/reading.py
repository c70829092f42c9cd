"""Lists: which objects, in which order, at which revision, in pages of which size. Fact sheet §4.6."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ...machinery.api import Request, Response, StatusError
from ...machinery.objects import Object, labels_of, name_of, namespace_of
from ...machinery.resources import JOBS, RESOURCES, Resource
from ...machinery.selector_texts import parse_fields, parse_labels
from ...machinery.selectors import FieldSelector, LabelSelector, SelectorError
from ...machinery.storage import Result
from . import errors, printing
from .pages import Page, page_of, token_for

if TYPE_CHECKING:
    from .server import ApiServer

TOO_OLD = "The resourceVersion for the provided list is too old."
TOKEN_TOO_OLD = (
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the "
    "continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing "
    "with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the "
    "time the first chunk was returned and now may show up in the list."
)


def list_objects(server: ApiServer, call: Any, request: Request) -> None:
    """GET of a collection.

    Without a resourceVersion the answer is as new as etcd; with "0" as new as the cache; with a number at least so new
    (or, with `resourceVersionMatch=Exact` or a `continue` token, exactly so).
    """
    selection_of(server, request)  # a bad selector is refused before anything is read
    query = request.query
    version = query.get("resourceVersion")
    page = page_of(query)
    if page.revision > 0:
        _at_exactly(server, call, request, page)
    elif page.revision < 0 or version == "0":
        _answer(server, call, request, page)
    elif version and query.get("resourceVersionMatch") == "Exact":
        _at_exactly(server, call, request, Page(int(version), "", page.limit))
    elif version:
        server.when_cache_at(int(version), partial(_answer, server), call, request, page)
    else:
        server.storage.revision(partial(_at_revision, server), call, request, page)


def _at_revision(server: ApiServer, result: Result | None, call: Any, request: Request, page: Page) -> None:
    try:
        revision = server.needed(result).revision
    except StatusError as refusal:
        server.refuse(call, refusal)
        return
    server.when_cache_at(revision, partial(_answer, server), call, request, page)


def _answer(server: ApiServer, call: Any, request: Request, page: Page) -> None:
    """From the cache, as it is now."""
    try:
        respond(server, call, request, page, selected(server, request), server.cache.revision)
    except StatusError as refusal:
        server.refuse(call, refusal)


def _at_exactly(server: ApiServer, call: Any, request: Request, page: Page) -> None:
    assert request.resource is not None
    if page.revision == server.cache.revision:
        _answer(server, call, request, page)
        return
    prefix = request.resource.etcd_prefix
    if request.namespace:
        prefix += f"{request.namespace}/"
    server.storage.at(prefix, page.revision, partial(_was, server), call, request, page)


def _was(server: ApiServer, result: Result | None, call: Any, request: Request, page: Page) -> None:
    """From etcd, as it was."""
    try:
        if result is not None and "compacted" in result.error:
            raise StatusError(_expired(page))
        if result is not None and "future" in result.error:
            raise errors.too_large_resource_version(page.revision, server.cache.revision)
        assert request.resource is not None
        objects = [server.read_back(request.resource, kv) for kv in server.needed(result).kvs]
        respond(server, call, request, page, _filtered(server, request, objects), page.revision)
    except StatusError as refusal:
        server.refuse(call, refusal)


def _expired(page: Page) -> Object:
    """410: the revision is gone; a token says how to go on without it."""
    if not page.start:
        return errors.status(410, "Expired", TOO_OLD)
    body = errors.status(410, "Expired", TOKEN_TOO_OLD)
    body["metadata"] = {"continue": token_for(-1, page.start.lstrip("/"))}
    return body


def respond(server: ApiServer, call: Any, request: Request, page: Page, objects: list[Object], revision: int) -> None:
    """Answer with the page of these objects, as a list or as a Table."""
    resource = request.resource
    assert resource is not None
    if page.start:
        objects = [obj for obj in objects if _place(request, obj) >= page.place]
    metadata: Object = {"resourceVersion": str(revision)}
    left = len(objects) - page.limit if page.limit else 0
    if left > 0:
        objects = objects[: page.limit]
        namespace, name = _place(request, objects[-1])
        metadata["continue"] = token_for(revision, f"{namespace}/{name}\0")
        if not request.query.get("labelSelector") and not request.query.get("fieldSelector"):
            metadata["remainingItemCount"] = left
    if request.as_table:
        body = printing.table(server, request, resource, objects, metadata=metadata)
    else:
        # Items keep kind and apiVersion, which the HTTP API leaves out and every client puts back.
        body = {
            "kind": f"{resource.kind}List",
            "apiVersion": resource.api_version,
            "metadata": metadata,
            "items": objects,
        }
    server.respond(call, Response(200, body, printing.warnings(request)))


def _place(request: Request, obj: Object) -> tuple[str, str]:
    """Where an object stands in the order of a list: (namespace if the list has several, name)."""
    return ("" if request.namespace else namespace_of(obj)), name_of(obj)


def selected(server: ApiServer, request: Request) -> list[Object]:
    """The objects of the request's namespace that match its selectors, in etcd's order."""
    assert request.resource is not None
    collection = server.cache.of(request.resource)
    return _filtered(server, request, (obj for _, obj in collection.list()))


def _filtered(server: ApiServer, request: Request, objects: Any) -> list[Object]:
    resource, namespace = request.resource, request.namespace
    assert resource is not None
    labels, fields = selection_of(server, request)
    if labels is None and fields is None:
        return [obj for obj in objects if namespace_of(obj) == namespace] if namespace else list(objects)
    return [
        obj
        for obj in objects
        if (not namespace or namespace_of(obj) == namespace)
        and (labels is None or labels.matches(labels_of(obj)))
        and (fields is None or fields.matches(fields_of(server, resource, obj)))
    ]


def selection_of(server: ApiServer, request: Request) -> tuple[LabelSelector | None, FieldSelector | None]:
    """The request's selectors, refused as 400 if they cannot be read or name an unknown field."""
    assert request.resource is not None
    labels, fields = request.query.get("labelSelector"), request.query.get("fieldSelector")
    try:
        chosen_labels = parse_labels(labels) if labels else None
        chosen_fields = parse_fields(fields) if fields else None
    except SelectorError as error:
        raise errors.bad_request(str(error)) from error
    if chosen_fields is not None:
        known = server.strategies[request.resource].selectable_names()
        for field, _, _ in chosen_fields.terms:
            if field not in known and field not in ("metadata.name", "metadata.namespace"):
                raise errors.bad_request(_unknown_field(field, request.resource, known))
    return chosen_labels, chosen_fields


def _unknown_field(field: str, resource: Resource, known: tuple[str, ...]) -> str:
    """A kind with fields of its own to select by has words of its own for the others; custom kinds have them, too."""
    if resource == JOBS:
        return f'field label "{field}" not supported for Job'
    if known or resource not in RESOURCES:
        return f"field label not supported: {field}"
    return f'"{field}" is not a known field selector: only "metadata.name", "metadata.namespace"'


def fields_of(server: ApiServer, resource: Resource, obj: Object) -> dict[str, str]:
    """What a field selector may look at."""
    fields = server.strategies[resource].selectable_fields(obj)
    fields["metadata.name"] = name_of(obj)
    if resource.namespaced:
        fields["metadata.namespace"] = namespace_of(obj)
    return fields
