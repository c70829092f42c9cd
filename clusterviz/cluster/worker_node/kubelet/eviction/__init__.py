"""Node-pressure eviction: a node that runs short of memory, disk or processes makes room before its kernel does. Fact sheet §8.11."""

from .manager import EvictionManager

__all__ = ["EvictionManager"]
