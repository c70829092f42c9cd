"""`scale`: how many, for everything that can be more or less. An autoscaling/v1 Scale. Fact sheet §13.1."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ....machinery.api import JSON_PATCH, STRATEGIC_PATCH, Request, Response
from ....machinery.objects import Object, clone, name_of
from ....machinery.patches import PatchError, PatchFormError, go_text, json_patch, merge_patch
from ....machinery.resources import Resource
from ....machinery.times import age, unix_ms
from .. import changing, errors
from ..patched_text import patched_text
from ..printing.columns import definition
from ..validation import structure
from ..validation.fields import invalid
from ..validation.structure import json_type

if TYPE_CHECKING:
    from ..server import ApiServer


COLUMNS = ("Name|string|name", "Desired|integer", "Available|integer", "Age")
SCALE = Resource("scales", "Scale", "autoscaling")


def serve(server: ApiServer, call: Any, request: Request) -> None:
    """GET, PUT or PATCH of the Scale."""
    assert request.resource is not None
    match request.verb:
        case "get":
            server.read(call, request, partial(_got, server))
        case "update" | "patch":
            server.modify(call, request, partial(_scaled, server))
        case _:
            raise errors.method_not_allowed()


def scale_of(server: ApiServer, request: Request, obj: Object) -> Object:
    """The Scale of an object."""
    assert request.resource is not None
    wanted, there, selector = server.strategies[request.resource].scale_of(obj)
    metadata = {
        key: obj["metadata"][key] for key in ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
    }
    spec = {"replicas": wanted} if wanted else {}
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": metadata,
        "spec": spec,
        "status": {"replicas": there, "selector": selector},
    }


def _got(server: ApiServer, call: Any, request: Request, obj: Object) -> None:
    scale = scale_of(server, request, obj)
    server.respond(call, Response(200, _table(server, scale) if request.as_table else scale))


def _table(server: ApiServer, scale: Object) -> Object:
    created = scale["metadata"]["creationTimestamp"]
    counts = [scale["spec"].get("replicas", 0), scale["status"]["replicas"]]
    cells = [name_of(scale), *counts, age(server.wall_ms() - unix_ms(created))]
    kept = {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": scale["metadata"]}
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": {"resourceVersion": scale["metadata"]["resourceVersion"]},
        "columnDefinitions": [definition(text) for text in COLUMNS],
        "rows": [{"cells": cells, "object": kept}],
    }


def _sent(request: Request, there: Object) -> Object:
    """The Scale as the sender wants it, patched or whole."""
    scale: Any = request.body
    if request.verb == "patch" and request.content_type == JSON_PATCH:
        try:
            scale = json_patch(there, request.body)
        except PatchFormError as error:
            raise errors.bad_request(str(error)) from error
        except PatchError as error:
            raise errors.unprocessable() from error
    elif request.verb == "patch":
        scale = merge_patch(there, request.body)
    if not isinstance(scale, dict):
        raise structure.CannotBeHandled(
            SCALE, f"json: cannot unmarshal {json_type(scale)} into Go value of type v1.Scale"
        )
    shown, scale = scale, clone(scale)
    try:
        request.warnings = structure.check(SCALE, scale, request.query.get("fieldValidation") or "Warn")
    except structure.CannotBeHandled as why:
        if request.verb != "patch":
            raise
        strategic = request.content_type == STRATEGIC_PATCH
        value = go_text(request.body) if strategic else patched_text(there, shown, request.body)
        raise errors.invalid_patch(invalid("patch", value, why.in_patch if strategic else why.why)) from None
    found: Object = scale
    return found


def _scaled(server: ApiServer, request: Request, current: Object) -> Object:
    assert request.resource is not None
    scale = _sent(request, scale_of(server, request, current))
    version = (scale.get("metadata") or {}).get("resourceVersion")
    if version and version != current["metadata"]["resourceVersion"]:
        raise errors.conflict(request.resource, request.name)
    replicas = (scale.get("spec") or {}).get("replicas", 0)
    if replicas < 0:
        cause = errors.FieldError(
            "FieldValueInvalid", "spec.replicas", str(replicas), "must be greater than or equal to 0"
        )
        raise errors.invalid(SCALE, request.name, [cause])
    copy = {**current, "metadata": dict(current["metadata"]), "spec": clone(current["spec"])}
    obj = server.strategies[request.resource].scaled(copy, replicas)
    main = Request("update", request.resource, request.namespace, request.name, user=request.user)
    main.query, main.user_agent = request.query, request.user_agent
    return changing.checked(server, main, obj, current, subresource="scale")


serve.shown = scale_of  # type: ignore[attr-defined]
