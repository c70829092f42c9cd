"""Decoding: is this an object of the kind that the URL names? Fact sheet §4.3 (400)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...machinery.api import Request
from ...machinery.field_managers import ManagedFields
from ...machinery.objects import Object, clone
from ...machinery.resources import Resource, resource_of_kind
from . import errors
from .custom_resources import declared
from .negotiation import MEDIA_TYPES
from .unreadable import NO_KIND, SCHEME, json_problem, summary
from .validation import structure
from .validation.structure import CannotBeHandled

if TYPE_CHECKING:
    from .server import ApiServer


def decode(server: ApiServer, resource: Resource, request: Request, body: Any) -> tuple[Object, tuple[str, ...]]:
    """A fresh copy of the body, open to changes, and the warnings that it earns."""
    obj = _of_kind(resource, request, body)
    warnings: tuple[str, ...] = ()
    if resource.custom:
        warnings = declared.check(server.custom.rules(resource), obj, request.query.get("fieldValidation") or "Warn")
    elif not request.from_component:
        warnings = structure.check(resource, obj, request.query.get("fieldValidation") or "Warn")
    return obj, warnings


def decode_deed(kind: Resource, request: Request) -> Object:
    """What is sent to a subresource that takes a kind of its own: a Binding, an Eviction."""
    obj = _of_kind(kind, request, request.body)
    if not request.from_component:
        request.warnings = structure.check(kind, obj, request.query.get("fieldValidation") or "Warn")
    return obj


def _of_kind(resource: Resource, request: Request, body: Any) -> Object:
    """A fresh copy of the body, which says of which kind it is."""
    if request.verb != "patch" and request.content_type not in MEDIA_TYPES:
        raise errors.unsupported_media_type(MEDIA_TYPES)
    if not isinstance(body, dict):
        raise errors.bad_request(
            f"the object provided is unrecognized (must be of type {resource.kind}): couldn't get version/kind; "
            f"json parse error: {json_problem(body)} ({summary(body)})"
        )
    obj: Object = clone(body)
    kind, version = obj.get("kind"), obj.get("apiVersion")
    if (kind and kind != resource.kind) or (version and version != resource.api_version):
        raise _strange(resource, str(kind or resource.kind), str(version or resource.api_version))
    obj = {"kind": resource.kind, "apiVersion": resource.api_version, **obj}
    obj["kind"], obj["apiVersion"] = resource.kind, resource.api_version
    if not isinstance(obj.get("metadata"), dict):
        obj["metadata"] = {}
    if isinstance(obj["metadata"].get("managedFields"), ManagedFields):
        del obj["metadata"]["managedFields"]  # as it was read: nothing new
    return obj


class OfAnotherKind(CannotBeHandled):
    """400: the body says that it is something else. `why` as Go's conversion tells it."""

    def __init__(self, resource: Resource, kind: str, version: str, why: str) -> None:
        super().__init__(resource, why)
        begin = f'{kind} in version "{version.rpartition("/")[2]}"'
        self.status["message"] = f"{begin} cannot be handled as a {resource.kind}: {why}"


def _strange(resource: Resource, kind: str, version: str) -> OfAnotherKind:
    """Why an object of another kind or version is not this one."""
    known = resource_of_kind(kind, version)
    if known is None:
        return OfAnotherKind(resource, kind, version, NO_KIND.format(kind=kind, version=version, scheme=SCHEME))
    ours, theirs = resource.group.partition(".")[0] or "core", known.group.partition(".")[0] or "core"
    whence = "v1" if theirs == "core" else version.rpartition("/")[2]
    why = f"converting ({whence}.{kind}) to ({ours}.{resource.kind}): unknown conversion"
    return OfAnotherKind(resource, kind, version, why)


def quoted(text: str) -> str:
    """Go's %q, for plain text."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
