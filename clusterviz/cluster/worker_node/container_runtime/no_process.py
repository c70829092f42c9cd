"""What a runtime says when the kernel has no number left for a new process: fork fails with EAGAIN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.cri import CriError

if TYPE_CHECKING:
    from .runtime import ContainerRuntime

PROBLEM = "resource temporarily unavailable"
DAEMON = "Error response from daemon: "
SHIM = f"failed to start shim: start failed: : fork/exec /usr/bin/containerd-shim-runc-v2: {PROBLEM}"


def no_sandbox(runtime: ContainerRuntime, identity: str, pod: str) -> CriError:
    """RunPodSandbox: not even whoever would keep the sandbox can be started."""
    match runtime.kind:
        case "docker":
            return CriError(
                f'failed to start sandbox container for pod "{pod}": {DAEMON}failed to create task for container: {SHIM}: unknown'
            )
        case "cri-o":
            return CriError(f"fork/exec /usr/bin/conmon: {PROBLEM}")
    return CriError(f'failed to start sandbox "{identity}": failed to create containerd task: {SHIM}')


def no_container(runtime: ContainerRuntime) -> CriError:
    """StartContainer."""
    match runtime.kind:
        case "docker":
            return CriError(f"{DAEMON}failed to create task for container: {SHIM}: unknown")
        case "cri-o":
            return CriError(f"fork/exec /usr/bin/conmon: {PROBLEM}")
    text = f"OCI runtime create failed: fork/exec /usr/bin/runc: {PROBLEM}: unknown"
    return CriError(f"failed to create containerd task: failed to create shim task: {text}")


def no_exec(runtime: ContainerRuntime, identity: str) -> CriError:
    """ExecSync: a probe, or a person's command."""
    text = f"OCI runtime exec failed: fork/exec /usr/bin/runc: {PROBLEM}: unknown"
    if runtime.kind == "docker":
        return CriError(f"{DAEMON}{text}")
    if runtime.kind == "cri-o":
        return CriError(f"command error: fork/exec /usr/bin/runc: {PROBLEM}, stdout: , stderr: , exit code -1")
    return CriError(f'failed to exec in container: failed to start exec "{identity}": {text}')
