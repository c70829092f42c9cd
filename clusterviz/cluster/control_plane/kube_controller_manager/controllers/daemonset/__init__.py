"""The DaemonSet controller: one Pod on each node that matches."""

from .controller import DaemonSetController

__all__ = ["DaemonSetController"]
