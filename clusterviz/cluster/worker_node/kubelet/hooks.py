"""Life cycle hooks: what a container asks to be done after its start and before its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...machinery import cri
from ...machinery.cri import Answer, ContainerStatus, CriError, ExecResult
from ...machinery.go_numbers import is_natural
from ...machinery.objects import Object

if TYPE_CHECKING:
    from .kubelet import Kubelet
    from .pod_worker import PodWorker


class Hooks:
    """Runs postStart and preStop handlers."""

    def __init__(self, kubelet: Kubelet) -> None:
        self.kubelet = kubelet

    def run(
        self,
        worker: PodWorker,
        one: ContainerStatus,
        hook: Object,
        then: Callable[..., None],
        *context: Any,
        timeout_ms: int = 0,
    ) -> None:
        """Run a handler; `then(problem, *context)` with "" if it went well."""
        if "exec" in hook:
            command = cri.ExecSync(one.id, tuple(hook["exec"].get("command", ())), timeout_ms)
            lasting = not timeout_ms  # a hook after the start may take as long as it likes
            worker.ask_runtime(
                command, "ExecSync", self._ran, then, context, timeout_ms=timeout_ms + 120_000, lasting=lasting
            )
        elif "sleep" in hook:
            self.kubelet.after(int(hook["sleep"]["seconds"]) * 1000, self._slept, then, context)
        elif "httpGet" in hook:
            action = hook["httpGet"]
            status = worker.runtime_status
            ip = action.get("host") or (status.sandboxes[0].ip if status is not None and status.sandboxes else "")
            port = port_number(worker.container(one.name), action["port"])
            knock = cri.Knock(ip, port, "GET", action.get("path", "/"))
            worker.ask_runtime(knock, "GET", self._ran, then, context)
        else:
            then("", *context)

    def _slept(self, then: Callable[..., None], context: tuple[Any, ...]) -> None:
        then("", *context)

    def _ran(self, answer: Any, then: Callable[..., None], context: tuple[Any, ...]) -> None:
        match answer:
            case CriError():
                problem = answer.message
            case ExecResult(exit_code, output):
                problem = "" if exit_code == 0 else output or f"exit code {exit_code}"
            case Answer(code):
                problem = "" if 0 <= code < 400 else f"status code {code}"
            case _:
                problem = ""
        then(problem, *context)


def port_number(container: Object, port: int | str) -> int:
    """A port that may be named."""
    if isinstance(port, int):
        return port
    for known in container.get("ports", ()):
        if known.get("name") == port:
            return int(known["containerPort"])
    return int(port) if is_natural(port) else 0
