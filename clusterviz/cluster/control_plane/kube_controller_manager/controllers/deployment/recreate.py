"""Recreate: first all old Pods go, then the new ones come. Fact sheet §7.1."""

from __future__ import annotations

from .....machinery.objects import Object
from ...pods import is_finished
from .rolling import Plan
from .surge import active


def scale_old(old: list[Object]) -> Plan:
    """Every old ReplicaSet to 0."""
    return [(each, 0) for each in active(old)]


def old_pods_run(old: list[Object], old_pods: list[Object]) -> bool:
    """Whether an old Pod is still there: one that is being deleted counts."""
    if any(each.get("status", {}).get("replicas", 0) for each in old):
        return True
    return any(not is_finished(pod) for pod in old_pods)
