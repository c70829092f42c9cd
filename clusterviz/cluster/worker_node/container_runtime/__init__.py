"""The container runtime of a machine: its images, its sandboxes and containers, and the processes in them."""

from .entrypoints import argv_of
from .processes import ProcessInfo, tree
from .runtime import ContainerRuntime
from .runtimes import Containerd, CriDockerd, Crio, Dockerd, DockersContainerd, Rkt

__all__ = [
    "ContainerRuntime",
    "Containerd",
    "CriDockerd",
    "Crio",
    "Dockerd",
    "DockersContainerd",
    "ProcessInfo",
    "Rkt",
    "argv_of",
    "tree",
]
