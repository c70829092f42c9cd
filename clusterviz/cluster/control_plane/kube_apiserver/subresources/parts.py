"""What `approval`, `ephemeralcontainers` and `resize` share: the whole object is shown and sent, and one part of it counts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from ....machinery.api import Request
from ....machinery.objects import Object
from .. import applying, errors, names, patching
from ..decoding import decode

if TYPE_CHECKING:
    from ..server import ApiServer

Changed = Callable[["ApiServer", Request, Object], Object]


def serve(server: ApiServer, call: Any, request: Request, changed: Changed) -> None:
    """GET, PUT or PATCH. `changed(server, request, current)` makes of what is stored what is to be stored."""
    match request.verb:
        case "get":
            server.read(call, request, server._got)
        case "update" | "patch":
            if request.verb == "patch":
                patching.check_type(request)
            if applying.is_apply(request):
                applying.check(server, request)
            server.modify(call, request, partial(changed, server))
        case _:
            raise errors.method_not_allowed()


def sent(server: ApiServer, request: Request, current: Object) -> Object:
    """The object as the sender wants it, patched or whole."""
    assert request.resource is not None
    if request.verb == "patch":
        obj, request.warnings = patching.apply(server, request, current)
    else:
        obj, request.warnings = decode(server, request.resource, request, request.body)
        names.check_matches(request, obj)
    return obj
