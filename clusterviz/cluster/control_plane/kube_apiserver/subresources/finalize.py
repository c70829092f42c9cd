"""`namespaces/finalize`: the namespace controller's word that nothing is left in it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ....machinery.api import Request
from ....machinery.objects import Object, deleting, name_of
from .. import errors, names
from ..decoding import decode
from ..storage import key_in_etcd

if TYPE_CHECKING:
    from ..server import ApiServer


def serve(server: ApiServer, call: Any, request: Request) -> None:
    """PUT: the finalizers in `spec` are replaced; without any, a deleted namespace goes."""
    assert request.resource is not None
    if request.verb != "update":
        raise errors.method_not_allowed()
    current = server.namespaced_object(request.resource, "", request.name)
    if current is None:
        raise errors.not_found(request.resource, request.name)
    request.body, request.warnings = decode(server, request.resource, request, request.body)
    names.check_matches(request, request.body)
    finalizers = (request.body.get("spec") or {}).get("finalizers") or []
    if deleting(current) and not finalizers:
        key = key_in_etcd(request.resource, "", name_of(current))
        revision = int(current["metadata"]["resourceVersion"])
        server.storage.remove(request.resource, key, revision, partial(_gone, server), call, request, current)
    else:
        server.modify(call, request, partial(_changed, finalizers))


def _changed(finalizers: list[str], request: Request, current: Object) -> Object:
    return {**current, "spec": {**(current.get("spec") or {}), "finalizers": finalizers}}


def _gone(server: ApiServer, result: Any, call: Any, request: Request, current: Object) -> None:
    from ....machinery.api import Response, StatusError

    assert request.resource is not None
    try:
        if not server.needed(result).succeeded:
            raise errors.conflict(request.resource, request.name)
    except StatusError as refusal:
        server.refuse(call, refusal)
        return
    server.respond(call, Response(200, current))
