"""etcd: the memory of the cluster. Every state has a revision; who writes must know the one it replaces."""

from .member import Member

__all__ = ["Member"]
