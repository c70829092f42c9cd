"""`kubectl exec`: a command in a running container, as the API server asks for it. Fact sheet §8.13."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...machinery import cri
from ...machinery.api import refusal
from ...machinery.cri import RUNNING, CriError
from ...machinery.machine_files import silent
from ...machinery.network import Call, Reply

if TYPE_CHECKING:
    from .kubelet import Kubelet


def serve(kubelet: Kubelet, call: Call) -> None:
    """The body is {"pod": "namespace/name", "container": name, "command": [...]}. The answer: an ExecResult, or a refusal's Response."""
    question: dict[str, Any] = call.body
    worker = kubelet.worker_of(question["pod"])
    if worker is None and kubelet.static_pods.shows(question["pod"]):
        name = question["container"]
        problem = f'unable to upgrade connection: container "{name}" is a part of the cluster itself here: nothing runs beside it'
        call.reply(
            refusal(500, "InternalError", f"{problem} (etcdctl is at your own prompt)" if "etcd" in name else problem)
        )
        return
    status = worker.runtime_status if worker is not None else None
    one = status.latest(question["container"]) if status is not None else None
    if one is None or one.state != RUNNING:
        call.reply(
            refusal(
                500, "InternalError", f'unable to upgrade connection: container not found ("{question["container"]}")'
            )
        )
        return
    message = cri.ExecSync(one.id, tuple(question["command"]))
    kubelet.ask_runtime(message, "ExecSync", question["pod"], _ran, kubelet, call, lasting=True)


def _ran(reply: Reply, kubelet: Kubelet, call: Call) -> None:
    if reply.failure is not None:
        problem = f"unable to upgrade connection: {silent(kubelet.machine.runtime)}"
        call.reply(refusal(500, "InternalError", problem))
    elif isinstance(reply.body, CriError):
        call.reply(
            refusal(
                500,
                "InternalError",
                f"Internal error occurred: error executing command in container: {reply.body.message}",
            )
        )
    else:
        call.reply(reply.body)
