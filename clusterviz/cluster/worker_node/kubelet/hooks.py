"""Life cycle hooks: what a container asks to be done after its start and before its end."""

from __future__ import annotations

import json
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
        self, worker: PodWorker, one: ContainerStatus, hook: Object, then: Callable[..., None], *context: Any
    ) -> None:
        """Run a handler; `then(problem, *context)` with "" if it went well. It may never end: the caller has a clock."""
        where = f'for Container "{one.name}" in Pod "{worker.full_name}" failed - error: '
        if "exec" in hook:
            command = tuple(hook["exec"].get("command") or ())
            what = f"Exec lifecycle hook ([{' '.join(command)}]) {where}"
            message = cri.ExecSync(one.id, command)
            worker.ask_runtime(message, "ExecSync", self._ran, what, command, then, context, lasting=True)
        elif "sleep" in hook:
            self.kubelet.after(int(hook["sleep"]["seconds"]) * 1000, self._slept, then, context)
        elif "httpGet" in hook:
            action = hook["httpGet"]
            status = worker.runtime_status
            ip = action.get("host") or (status.sandboxes[0].ip if status is not None and status.sandboxes else "")
            port = port_number(worker.container(one.name), action["port"])
            path = action.get("path", "/")
            what = f"HTTP lifecycle hook ({path}) {where}"
            worker.ask_runtime(cri.Knock(ip, port, "GET", path), "GET", self._ran, what, (), then, context)
        else:
            then("Cannot run handler: it is neither exec, httpGet nor sleep", *context)

    def _slept(self, then: Callable[..., None], context: tuple[Any, ...]) -> None:
        then("", *context)

    def _ran(
        self, answer: Any, what: str, command: tuple[str, ...], then: Callable[..., None], context: tuple[Any, ...]
    ) -> None:
        match answer:
            case CriError():
                problem = f'{what}{answer}, message: ""' if command else f"{what}{answer.message}"
            case ExecResult(exit_code, output) if exit_code != 0:
                problem = f"{what}command '{' '.join(command)}' exited with {exit_code}: , message: {_quoted(output)}"
            case Answer(code) if code >= 400:
                problem = f"{what}HTTP probe failed with statuscode: {code}"
            case _:
                problem = ""
        then(problem, *context)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # as Go's %q writes it


def port_number(container: Object, port: int | str) -> int:
    """A port that may be named."""
    if isinstance(port, int):
        return port
    for known in container.get("ports", ()):
        if known.get("name") == port:
            return int(known["containerPort"])
    return int(port) if is_natural(port) else 0
