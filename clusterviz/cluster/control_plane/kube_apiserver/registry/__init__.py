"""What is special about each kind: how it is defaulted, prepared, validated, deleted. One file per kind."""

from __future__ import annotations

from ....machinery.resources import RESOURCES, Resource
from .strategy import Strategy

# The kinds with rules of their own; all others follow `Strategy` as it is.
SPECIAL: tuple[type[Strategy], ...] = ()


def strategies() -> dict[Resource, Strategy]:
    """One strategy for each resource."""
    found = {resource: Strategy(resource) for resource in RESOURCES}
    for special in SPECIAL:
        found[special.of] = special(special.of)
    return found
