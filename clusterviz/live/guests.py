"""Guests at a cluster: somebody else who may look at it, and perhaps act in it. Others say who, by a door of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..models import ClusterRecord


@dataclass(frozen=True, slots=True)
class Guest:
    """What a guest does stands in the story under their name. `role` is what the page says of their visit."""

    name: str
    may_act: bool
    role: str = "watch"


Door = Callable[[str, ClusterRecord], Guest | None]
DOORS: list[Door] = []  # asked in turn: (a visitor's key, the cluster)


def guest_of(key: str, record: ClusterRecord) -> Guest | None:
    """As what this visitor may come to somebody else's cluster; None: not at all."""
    return next((guest for door in DOORS if key and (guest := door(key, record)) is not None), None)
