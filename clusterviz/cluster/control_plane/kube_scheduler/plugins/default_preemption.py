"""DefaultPreemption: makes room for a Pod of higher priority by evicting others."""

from __future__ import annotations


class Preemption:
    """What came of looking for room: where, and at whose cost."""

    def __init__(self, message: str = "") -> None:
        self.message = message  # why nothing came of it
