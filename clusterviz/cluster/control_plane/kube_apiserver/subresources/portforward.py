"""`pods/portforward`: the API server asks the Pod's kubelet to carry a request to a port of the Pod, and passes on the answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ....machinery.api import Request
from ....machinery.network import Reply
from ....machinery.objects import Object
from .. import errors
from . import kubelets

if TYPE_CHECKING:
    from ..server import ApiServer


def serve(server: ApiServer, call: Any, request: Request) -> None:
    """POST of {"port": …, "path": …}: one request of HTTP. The answer is {"code": …, "body": …}: the stream, without the stream."""
    if request.verb not in ("create", "get"):
        raise errors.method_not_allowed()
    server.read(call, request, partial(_ask_kubelet, server))


def _ask_kubelet(server: ApiServer, call: Any, request: Request, pod: Object) -> None:
    node = kubelets.node_of(pod)
    body = request.body if isinstance(request.body, dict) else {}
    port, path = body.get("port"), body.get("path")
    if not isinstance(port, int) or not 0 < port < 65536:
        raise errors.bad_request('query parameter "port" is required')
    subject = f"portForward/{request.namespace}/{request.name}/{port}"
    question = {"pod": f"{request.namespace}/{request.name}", "port": port, "path": str(path or "/")}
    server.network.call(server, f"kubelet/{node}", "POST", subject, question, partial(_answered, server), call, node)


def _answered(server: ApiServer, reply: Reply, call: Any, node: str) -> None:
    if reply.failure:
        kubelets.not_reached(server, call, f"error dialing backend: {kubelets.dialled(server, node, reply.failure)}")
    else:
        server.respond(call, reply.body)
