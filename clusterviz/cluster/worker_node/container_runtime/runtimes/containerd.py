"""containerd: the default. One shim per Pod stands between it and the containers, so that they live on when it stops."""

from __future__ import annotations

from ....machinery import cri
from ....machinery.cri import CriError
from ....machinery.disk import CONTAINERD_CONFIG, without_cri
from ....machinery.network import Call
from ..runtime import ContainerRuntime


class Containerd(ContainerRuntime):
    """containerd with its CRI plugin."""

    kind = "containerd"
    handed_on = "failed to create containerd task: failed to create shim task: OCI runtime create failed: ", ""

    def boot(self) -> None:
        """It reads its configuration once, when it starts."""
        super().boot()
        self.speaks_cri = self.machine.hollow or not without_cri(self.machine.disk.read(CONTAINERD_CONFIG) or "")

    def handle(self, call: Call) -> None:
        """Without its CRI plugin it is a containerd, and no runtime for a kubelet."""
        if self.speaks_cri or isinstance(call.body, cri.Knock):
            super().handle(call)
        else:
            call.reply(CriError("unknown service runtime.v1.RuntimeService", "Unimplemented"))
