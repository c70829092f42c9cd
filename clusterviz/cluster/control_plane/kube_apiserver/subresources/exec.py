"""`pods/exec`: the API server asks the Pod's kubelet to run a command, and passes on what it printed. Fact sheet §8.13."""

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
    """POST of {"command": [...]}. The answer is {"exitCode": …, "output": …}: the stream's end, without the stream."""
    if request.verb not in ("create", "get"):
        raise errors.method_not_allowed()
    server.read(call, request, partial(_ask_kubelet, server))


def _ask_kubelet(server: ApiServer, call: Any, request: Request, pod: Object) -> None:
    container = request.query.get("container") or pod["spec"]["containers"][0]["name"]
    fields = ("containers", "initContainers", "ephemeralContainers")
    known = [one["name"] for field in fields for one in pod["spec"].get(field, ())]
    if container not in known:
        raise errors.bad_request(f"container {container} is not valid for pod {request.name}")
    node = kubelets.node_of(pod)
    command = request.body.get("command") if isinstance(request.body, dict) else None
    if not command or not isinstance(command, list):
        raise errors.bad_request("you must specify at least 1 command for the container")
    subject = f"exec/{request.namespace}/{request.name}/{container}"
    question = {"pod": f"{request.namespace}/{request.name}", "container": container, "command": command}
    server.network.call(
        server,
        f"kubelet/{node}",
        "POST",
        subject,
        question,
        partial(_answered, server),
        call,
        node,
        subject,
        lasting=True,
    )


def _answered(server: ApiServer, reply: Reply, call: Any, node: str, subject: str) -> None:
    if reply.failure:
        kubelets.not_reached(server, call, f"error dialing backend: {kubelets.dialled(server, node, reply.failure)}")
    elif isinstance(reply.body, Response):
        server.respond(call, reply.body)
    else:
        result = {"exitCode": reply.body.exit_code, "output": reply.body.output}
        server.respond(call, Response(200, result))
