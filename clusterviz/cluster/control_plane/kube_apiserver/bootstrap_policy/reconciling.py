"""Reconciling: what an older policy lacks, or somebody took away, is there again when the API server starts."""

from __future__ import annotations

from ....machinery.objects import Object, annotations_of
from ....machinery.policy_rules import uncovered

AUTOUPDATE = "rbac.authorization.kubernetes.io/autoupdate"


def reconciled(stored: Object, wanted: Object) -> Object | None:
    """The stored object with what it lacks; None if it lacks nothing, or its owner does not want it."""
    if annotations_of(stored).get(AUTOUPDATE) != "true":
        return None
    changed = dict(stored)
    if wanted.get("rules"):
        missing = uncovered(stored.get("rules") or [], wanted["rules"])
        changed["rules"] = [*(stored.get("rules") or []), *missing]
    if wanted.get("subjects"):
        held = stored.get("subjects") or []
        changed["subjects"] = [*held, *(one for one in wanted["subjects"] if one not in held)]
    if wanted.get("aggregationRule") and not stored.get("aggregationRule"):
        changed["aggregationRule"] = wanted["aggregationRule"]
    return changed if changed != stored else None
