"""containerd: the default. One shim per Pod stands between it and the containers, so that they live on when it stops."""

from __future__ import annotations

from ....machinery.cri import CriError
from ..runtime import ContainerRuntime


class Containerd(ContainerRuntime):
    """containerd with its CRI plugin."""

    kind = "containerd"

    def program_missing(self, program: str, problem: str) -> CriError:
        """The shim asks runc to create the container's process, and runc cannot."""
        return CriError(
            "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: "
            f'unable to start container process: error during container init: exec: "{program}": {problem}'
        )
