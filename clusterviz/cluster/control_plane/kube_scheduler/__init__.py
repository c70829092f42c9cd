"""kube-scheduler: chooses a node for each Pod that has none."""

from .scheduler import Scheduler

__all__ = ["Scheduler"]
