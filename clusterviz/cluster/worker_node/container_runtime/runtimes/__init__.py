"""The runtimes by name: containerd, CRI-O, Docker behind cri-dockerd, and rkt, which is history."""

from .containerd import Containerd
from .crio import Crio
from .docker import CriDockerd, Dockerd, DockersContainerd
from .rkt import Rkt

__all__ = ["Containerd", "CriDockerd", "Crio", "Dockerd", "DockersContainerd", "Rkt"]
