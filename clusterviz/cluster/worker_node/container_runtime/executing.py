"""exec: a command runs in a container that runs already, for a probe or for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery import cri
from ...machinery.cri import RUNNING, CriError
from ...machinery.network import Call
from . import commands
from .no_process import no_exec
from .process import Process

if TYPE_CHECKING:
    from .runtime import ContainerRuntime


def execute(runtime: ContainerRuntime, call: Call) -> None:
    """Run a command; the answer is its output and how it ended."""
    question: cri.ExecSync = call.body
    container = runtime.containers.get(question.container_id)
    if container is None or container.state != RUNNING:
        call.reply(CriError(f"container is in {container.state if container else 'UNKNOWN'} state"))
        return
    if not question.command or not commands.exists(container.image, question.command[0]):
        name = question.command[0] if question.command else ""
        call.reply(
            CriError(
                f'failed to exec in container: failed to start exec "{runtime.chance.hexadecimal(64)}": OCI runtime exec failed: '
                f'exec failed: unable to start container process: exec: "{name}": executable file not found in $PATH'
            )
        )
        return
    if not runtime.machine.kernel.pids_left(container.pod.uid):
        call.reply(no_exec(runtime, runtime.chance.hexadecimal(64)))
        return
    process = Process(container, question.command, _ended, runtime, call)
    process.output = []
    container.execs.append(process)
    if question.timeout_ms:
        runtime.after(question.timeout_ms, _too_late, process, call)
    process.start()


def _ended(process: Process, runtime: ContainerRuntime, call: Call) -> None:
    container = runtime.containers.get(call.body.container_id)
    if container is not None and process in container.execs:
        container.execs.remove(process)
    call.reply(cri.ExecResult(process.status, "".join(process.output or ())))


def _too_late(process: Process, call: Call) -> None:
    if process.alive and not call.answered:
        call.reply(cri.ExecResult(None, "".join(process.output or ())))
        process.kill()
