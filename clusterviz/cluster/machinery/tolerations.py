"""Taints and tolerations: which Pod does not mind which node."""

from __future__ import annotations

from collections.abc import Iterable

from .objects import Object


def tolerates(toleration: Object, taint: Object) -> bool:
    """Whether this one toleration covers the taint."""
    effect = toleration.get("effect")
    if effect and effect != taint.get("effect"):
        return False
    key = toleration.get("key")
    if key and key != taint.get("key"):
        return False
    match toleration.get("operator") or "Equal":
        case "Exists":
            return True
        case "Equal":
            return bool(key) and (toleration.get("value") or "") == (taint.get("value") or "")
    return False


def tolerated(taint: Object, tolerations: Iterable[Object]) -> bool:
    """Whether any of the tolerations covers the taint."""
    return any(tolerates(toleration, taint) for toleration in tolerations)
