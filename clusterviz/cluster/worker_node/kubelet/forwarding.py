"""`kubectl port-forward`: a request from outside, carried to a port of a Pod, as the API server asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...machinery import cri
from ...machinery.api import Response, refusal
from ...machinery.cri import Answer, CriError
from ...machinery.machine_files import silent
from ...machinery.network import Call, Reply

if TYPE_CHECKING:
    from .kubelet import Kubelet


def serve(kubelet: Kubelet, call: Call) -> None:
    """The body is {"pod": "namespace/name", "port": …, "path": …}. The answer is a Response: {"code": …, "body": …}, or why not."""
    question: dict[str, Any] = call.body
    worker = kubelet.worker_of(question["pod"])
    status = worker.runtime_status if worker is not None else None
    ip = status.sandboxes[0].ip if status is not None and status.sandboxes else ""
    if not ip:
        call.reply(refusal(500, "InternalError", f"unable to do port forwarding: pod {question['pod']} has no sandbox"))
        return
    message = cri.Knock(ip, question["port"], "GET", question["path"])
    kubelet.ask_runtime(message, "PortForward", question["pod"], _came, kubelet, call, question["port"])


def _came(reply: Reply, kubelet: Kubelet, call: Call, port: int) -> None:
    match reply.body:
        case Answer(code, body) if reply.failure is None:
            call.reply(Response(201, {"code": code, "body": body}))
        case CriError(message) if reply.failure is None:
            call.reply(
                refusal(500, "InternalError", f"failed to connect to localhost:{port} inside namespace: {message}")
            )
        case _:
            problem = f"unable to upgrade connection: {silent(kubelet.machine.runtime)}"
            call.reply(refusal(500, "InternalError", problem))
