"""PATCH: JSON patch, merge patch, strategic merge patch. Fact sheet §4.7."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.api import JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, Request, StatusError
from ...machinery.objects import Object
from ...machinery.patches import PatchError, json_patch, merge_patch, strategic_patch
from . import errors, names
from .decoding import decode

if TYPE_CHECKING:
    from .server import ApiServer


def apply(server: ApiServer, request: Request, current: Object) -> Object:
    """The current object with the patch applied."""
    assert request.resource is not None
    try:
        match request.content_type:
            case t if t == STRATEGIC_PATCH:
                obj = strategic_patch(current, request.body)
            case t if t == MERGE_PATCH:
                obj = merge_patch(current, request.body)
            case t if t == JSON_PATCH:
                obj = json_patch(current, request.body)
            case other:
                message = f"the body of the request was in an unknown format - accepted media types include: {other}"
                raise StatusError(errors.status(415, "UnsupportedMediaType", message))
    except PatchError as error:
        raise errors.bad_request(str(error)) from error
    if not request.user.name.startswith("system:"):
        obj, _ = decode(server, request.resource, request, obj)
    else:
        obj = {**obj, "metadata": dict(obj["metadata"])}
    names.check_matches(request, obj)
    return obj
