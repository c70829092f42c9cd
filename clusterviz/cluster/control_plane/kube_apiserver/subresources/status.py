"""`status`: what is. Written by controllers and kubelets, without touching what is wanted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ....machinery.api import Request
from .. import applying, changing, errors, patching

if TYPE_CHECKING:
    from ..server import ApiServer


def serve(server: ApiServer, call: Any, request: Request) -> None:
    """GET, PUT or PATCH of the status."""
    assert request.resource is not None
    match request.verb:
        case "get":
            server.read(call, request, server._got)
        case "update":
            server.modify(call, request, partial(changing.replaced, server))
        case "patch":
            patching.check_type(request)
            if applying.is_apply(request):
                applying.check(server, request)
            server.modify(call, request, partial(changing.patched, server))
        case _:
            raise errors.method_not_allowed()
