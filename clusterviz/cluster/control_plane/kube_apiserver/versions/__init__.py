"""One object, two versions of its API: what is asked for in the other version is done in ours, and shown in theirs. Fact sheet §14."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

from ....machinery.api import Request
from ....machinery.objects import Object
from ....machinery.resources import EVENTS_V1, HORIZONTALPODAUTOSCALERS_V1, VIEWS, Resource
from .. import errors, patching
from ..decoding import decode
from . import autoscaling_v1, events_v1

if TYPE_CHECKING:
    from ..server import ApiServer

WORDS: dict[Resource, ModuleType] = {HORIZONTALPODAUTOSCALERS_V1: autoscaling_v1, EVENTS_V1: events_v1}
WRITES = ("create", "update", "patch")


def to_stored(server: ApiServer, request: Request) -> None:
    """A request in another version becomes one in the stored version; what it writes is checked in its own words first."""
    view = request.resource
    assert view is not None
    if request.verb in WRITES:
        if request.subresource:
            raise errors.no_such_path()
        request.body = _written(server, request, view)
    request.view, request.resource = view, VIEWS[view]


def _written(server: ApiServer, request: Request, view: Resource) -> Any:
    body = request.body
    if request.verb != "patch":
        body, request.warnings = decode(server, view, request, body)
    else:
        patching.check_type(request)
        if not isinstance(body, dict):
            raise errors.unsupported_media_type(
                ("application/merge-patch+json", "application/strategic-merge-patch+json")
            )
    stored = VIEWS[view]
    made: Object = WORDS[view].to_stored(body)
    return {**made, "apiVersion": stored.api_version, "kind": stored.kind} if "apiVersion" in body else made


def as_read(view: Resource, obj: Object) -> Object:
    """A stored object as this version shows it."""
    shown: Object = WORDS[view].as_read({**obj, "apiVersion": view.api_version})
    return shown


def answered(view: Resource, body: Any) -> Any:
    """The body of an answer in this version: an object, a list, or a Table whose rows carry objects."""
    if not isinstance(body, dict):
        return body
    kind = body.get("kind")
    if kind == view.kind:
        return as_read(view, body)
    if kind == f"{view.kind}List":
        return {**body, "apiVersion": view.api_version, "items": [as_read(view, item) for item in body["items"]]}
    if kind == "Table":
        return {**body, "rows": [{**row, "object": answered(view, row["object"])} for row in body["rows"]]}
    return body
