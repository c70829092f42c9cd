"""`pods/log`: the API server asks the Pod's kubelet, and passes on what it says. Fact sheet §8.13."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ....machinery.api import Request, Response
from ....machinery.network import Reply
from ....machinery.objects import Object
from .. import errors
from . import kubelets

if TYPE_CHECKING:
    from ..server import ApiServer


def serve(server: ApiServer, call: Any, request: Request) -> None:
    """GET of a container's log."""
    assert request.resource is not None
    if request.verb != "get":
        raise errors.method_not_allowed()
    server.read(call, request, partial(_ask_kubelet, server))


def _ask_kubelet(server: ApiServer, call: Any, request: Request, pod: Object) -> None:
    node = pod["spec"].get("nodeName")
    containers = [container["name"] for container in pod["spec"]["containers"]]
    container = request.query.get("container") or containers[0]
    others = ("initContainers", "ephemeralContainers")
    every = containers + [one["name"] for field in others for one in pod["spec"].get(field) or ()]
    if container not in every:
        raise errors.bad_request(f"container {container} is not valid for pod {request.name}")
    if not node:
        server.respond(call, Response(200, ""))
        return
    question = {"pod": f"{request.namespace}/{request.name}", "container": container, **request.query}
    server.network.call(
        server,
        f"kubelet/{node}",
        "GET",
        f"containerLogs/{request.namespace}/{request.name}/{container}",
        question,
        partial(_answered, server),
        call,
        request,
        node,
        container,
    )


def _answered(server: ApiServer, reply: Reply, call: Any, request: Request, node: str, container: str) -> None:
    if reply.failure:
        url = f"https://{kubelets.host(server, node)}/containerLogs/{request.namespace}/{request.name}/{container}"
        kubelets.not_reached(server, call, f'Get "{url}": {kubelets.dialled(server, node, reply.failure)}')
    elif isinstance(reply.body, Response):
        server.respond(call, reply.body)
    else:
        server.respond(call, Response(200, reply.body))
