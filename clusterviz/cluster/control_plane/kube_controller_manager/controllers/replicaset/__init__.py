"""The ReplicaSet controller: as many Pods as wanted, no more, no less."""

from .controller import ReplicaSetController

__all__ = ["ReplicaSetController"]
