"""What is served: versions, groups, resources, health. Fact sheet §4.2; golden http/discovery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.api import Request, Response
from . import errors

if TYPE_CHECKING:
    from .server import ApiServer

VERSION = "v1.36.2"


def answer(server: ApiServer, request: Request) -> Response:
    """GET of a path that is not an object's."""
    if request.verb != "get":
        raise errors.method_not_allowed()
    match request.path:
        case "/version":
            return Response(200, {"major": "1", "minor": "36", "gitVersion": VERSION, "platform": "linux/amd64"})
        case "/livez" | "/readyz" | "/healthz":
            return Response(200, "ok")
        case _:
            return Response(404, "404 page not found\n")
