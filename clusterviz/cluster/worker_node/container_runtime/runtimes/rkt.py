"""rkt: history. It had no daemon: each Pod was a process tree of its own under systemd.

2014 CoreOS begins it, 2016 Kubernetes 1.3 runs it (rktnetes, inside the kubelet), 2017 rktlet speaks CRI for it, Kubernetes 1.11 takes
rktnetes out of the kubelet, 2019 the CNCF archives it, and Kubernetes 1.27 takes the flag --container-runtime away: a v1.36 kubelet
that is started with --container-runtime=rkt ends at once and says that it does not know this flag.
"""

from __future__ import annotations

from typing import Any

from ....machinery.network import Call
from ..runtime import ContainerRuntime


class Rkt(ContainerRuntime):
    """What stands where a runtime's daemon would be: nothing that runs."""

    kind = "rkt"

    def start(self) -> None:
        """There is no daemon to start: rkt runs when somebody runs it."""

    def handle(self, call: Call) -> Any:
        """Nobody listens."""
        raise AssertionError(f"rkt has no daemon, but got {call.verb} {call.subject}")
