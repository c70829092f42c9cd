"""Why a kubelet ends as soon as it is started: systemd starts it again, every ten seconds, for ever."""

from __future__ import annotations

from ...machinery.machine import Machine

EXIT_MS = 60  # what it needs to find out
RESTART_MS = 10_000  # RestartSec of the unit that kubeadm installs


def refusal(machine: Machine) -> str:
    """What it says before it ends, "" if it can work."""
    if machine.runtime == "rkt":
        # Deprecated in 1.24 with dockershim's end, gone since 1.27: there is nothing but CRI any more.
        return "failed to parse kubelet flag: unknown flag: --container-runtime"
    return ""
