"""The container runtime of a machine: containerd, its images and the processes in its containers."""

from .containerd import Containerd

__all__ = ["Containerd"]
