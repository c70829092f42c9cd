"""`scale`: how many, for everything that can be more or less. An autoscaling/v1 Scale. Fact sheet §13.1."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ....machinery.api import MERGE_PATCH, Request, Response
from ....machinery.objects import Object
from ....machinery.patches import merge_patch
from .. import errors

if TYPE_CHECKING:
    from ..server import ApiServer


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
    server.respond(call, Response(200, scale_of(server, request, obj)))


def _scaled(server: ApiServer, request: Request, current: Object) -> Object:
    assert request.resource is not None
    scale = scale_of(server, request, current)
    if request.verb == "patch":
        assert request.content_type, MERGE_PATCH
        scale = merge_patch(scale, request.body)
    else:
        scale = request.body
    version = (scale.get("metadata") or {}).get("resourceVersion")
    if version and version != current["metadata"]["resourceVersion"]:
        raise errors.conflict(request.resource, request.name)
    replicas = (scale.get("spec") or {}).get("replicas", 0)
    obj = {**current, "metadata": dict(current["metadata"]), "spec": {**current["spec"], "replicas": replicas}}
    main = Request("update", request.resource, request.namespace, request.name, user=request.user)
    return server.checked(main, obj, current)


serve.shown = scale_of  # type: ignore[attr-defined]
