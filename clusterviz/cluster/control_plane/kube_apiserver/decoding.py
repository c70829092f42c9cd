"""Decoding: is this an object of the kind that the URL names? Fact sheet §4.3 (400)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...machinery.api import Request
from ...machinery.objects import Object, clone
from ...machinery.resources import Resource
from . import errors
from .validation import structure

if TYPE_CHECKING:
    from .server import ApiServer

TRUSTED = "system:"  # the components' own objects are made by this program, whose types are checked


def decode(server: ApiServer, resource: Resource, request: Request, body: Any) -> tuple[Object, tuple[str, ...]]:
    """A fresh copy of the body, open to changes, and the warnings that it earns."""
    if not isinstance(body, dict):
        raise errors.bad_request("the body of the request was in an unknown format")
    obj: Object = clone(body)
    kind, version = obj.get("kind"), obj.get("apiVersion")
    if (kind and kind != resource.kind) or (version and version != resource.api_version):
        raise errors.bad_request(
            f"{kind} in version {quoted(str(version))} cannot be handled as a {resource.kind}: "
            f"no kind {quoted(str(kind))} is registered for version {quoted(str(version))} in scheme"
        )
    obj = {"kind": resource.kind, "apiVersion": resource.api_version, **obj}
    obj["kind"], obj["apiVersion"] = resource.kind, resource.api_version
    if not isinstance(obj.get("metadata"), dict):
        obj["metadata"] = {}
    warnings: tuple[str, ...] = ()
    if not request.user.name.startswith(TRUSTED):
        warnings = structure.check(resource, obj, request.query.get("fieldValidation", "Strict"))
    return obj, warnings


def quoted(text: str) -> str:
    """Go's %q, for plain text."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
