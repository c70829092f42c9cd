"""PATCH: JSON patch, merge patch, strategic merge patch. Fact sheet §4.7; golden patch-kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.api import APPLY_PATCH, JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, Request, StatusError
from ...machinery.field_managers import with_json
from ...machinery.objects import Object, clone, without
from ...machinery.patches import (
    PatchDirectiveError,
    PatchError,
    PatchFormError,
    go_text,
    json_patch,
    merge_patch,
    strategic_patch,
)
from ...machinery.schemas import shape_of
from . import errors, names
from .decoding import decode
from .patched_text import patched_text
from .validation.fields import invalid
from .validation.structure import CannotBeHandled, json_type

if TYPE_CHECKING:
    from .server import ApiServer

MEDIA_TYPES = (JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, APPLY_PATCH)
FOR_CUSTOM_KINDS = (JSON_PATCH, MERGE_PATCH, APPLY_PATCH)  # only Go types know how their lists are merged


def apply(server: ApiServer, request: Request, current: Object) -> tuple[Object, tuple[str, ...]]:
    """The current object with the patch applied, open to changes, and the warnings that the patch earns."""
    assert request.resource is not None
    obj = patched(request, current)
    warnings: tuple[str, ...] = ()
    if request.from_component and not request.resource.custom:
        same_spec = "spec" in current and obj.get("spec") is current["spec"]
        obj = {**obj, "metadata": dict(obj["metadata"])} if same_spec else clone(obj)
    else:
        strategic = request.content_type == STRATEGIC_PATCH
        if strategic:  # Go has the type in hand already: what the patch says of it does not count
            obj = {**obj, "kind": request.resource.kind, "apiVersion": request.resource.api_version}
        try:
            obj, warnings = decode(server, request.resource, request, obj)
        except CannotBeHandled as why:
            shown = go_text(request.body) if strategic else patched_text(current, obj, request.body)
            cause = invalid("patch", shown, why.in_patch if strategic else why.why)
            raise errors.invalid_patch(cause) from None
    names.check_matches(request, obj)
    return obj, warnings


def check_type(request: Request) -> None:
    """Refuse a type of patch that the server does not know, before anything is read."""
    assert request.resource is not None
    accepted = FOR_CUSTOM_KINDS if request.resource.custom else MEDIA_TYPES
    if request.content_type not in accepted:
        raise errors.unsupported_media_type(accepted)


def patched(request: Request, current: Object) -> Object:
    """The current object with the patch applied, as it comes."""
    assert request.resource is not None
    body, resource = request.body, request.resource
    check_type(request)
    current = with_json(current) if _about_managers(request) else without(current, ("metadata", "managedFields"))
    try:
        if request.content_type == JSON_PATCH:
            return json_patch(current, body)
        if not isinstance(body, dict):
            where = "error decoding patch: " if request.content_type == MERGE_PATCH else ""
            raise PatchFormError(
                f"{where}json: cannot unmarshal {json_type(body)} into Go value of type map[string]interface {{}}"
            )
        if request.content_type == MERGE_PATCH:
            merged: Object = merge_patch(current, body)
            return merged
        shape = shape_of(resource.group, resource.version, resource.kind)
        return strategic_patch(current, body, shape)
    except PatchFormError as error:
        raise errors.bad_request(str(error)) from error
    except PatchDirectiveError as error:
        raise StatusError(errors.status(500, "", str(error))) from error
    except PatchError as error:
        raise errors.unprocessable() from error


def _about_managers(request: Request) -> bool:
    """Whether the patch reads or writes `metadata.managedFields`."""
    if request.content_type != JSON_PATCH:
        metadata = request.body.get("metadata") if isinstance(request.body, dict) else None
        return isinstance(metadata, dict) and "managedFields" in metadata
    return isinstance(request.body, list) and any(
        "managedFields" in str(one.get("path", "")) for one in request.body if isinstance(one, dict)
    )
