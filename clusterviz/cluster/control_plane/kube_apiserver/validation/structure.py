"""The structure of an object: unknown fields and wrong types, found with Kubernetes' own schemas."""

from __future__ import annotations

from ....machinery.objects import Object
from ....machinery.resources import Resource


def check(resource: Resource, obj: Object, mode: str) -> tuple[str, ...]:
    """Refuse a wrong type; refuse (`Strict`), warn of (`Warn`) or drop (`Ignore`) unknown fields."""
    return ()
