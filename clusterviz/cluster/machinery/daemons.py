"""The daemons of a machine: which unit of systemd is which component, under which process number it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .component import Component

FIRST_PIDS = {"containerd": 612, "crio": 618, "docker": 655, "cri-docker": 689, "kubelet": 734}
LATER_PIDS_APART = 4111  # a daemon that is started again gets a number far from its first
UNITS = {  # of a machine with this runtime: unit → kind of component, in the order in which they start
    "containerd": {"containerd": "container-runtime", "kubelet": "kubelet"},
    "cri-o": {"crio": "container-runtime", "kubelet": "kubelet"},
    "docker": {
        "containerd": "container-runtime",
        "docker": "dockerd",
        "cri-docker": "cri-dockerd",
        "kubelet": "kubelet",
    },
    "rkt": {"kubelet": "kubelet"},
}


def daemon_pid(unit: str, component: Component) -> int:
    """The number of a daemon's process: another one after each start."""
    return FIRST_PIDS[unit] + LATER_PIDS_APART * max(component.incarnation - 1, 0)
