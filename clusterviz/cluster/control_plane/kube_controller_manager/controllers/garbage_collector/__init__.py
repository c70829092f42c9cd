"""The garbage collector: what belongs to nobody any more is deleted."""

from .controller import GarbageCollector

__all__ = ["GarbageCollector"]
