"""What happens when a Deployment is scaled: in the middle of a rollout, each ReplicaSet gets its share. Fact sheet §7.1."""

from __future__ import annotations

from .....machinery.objects import Object, uid_of
from .revisions import DESIRED_REPLICAS, MAX_REPLICAS, oldest_first, size_annotations
from .rolling import Plan
from .surge import active, available, is_rolling, max_surge, noted, size, total_size, wanted


def was_scaled(deployment: Object, replicasets: list[Object]) -> bool:
    """Whether a ReplicaSet remembers another size of the Deployment."""
    for each in active(replicasets):
        remembered = noted(each, DESIRED_REPLICAS)
        if remembered is not None and remembered != wanted(deployment):
            return True
    return False


def scale(deployment: Object, old: list[Object], new: Object | None) -> Plan:
    """The plan that brings the ReplicaSets to the Deployment's size."""
    replicasets = old if new is None else [*old, new]
    alone = _active_or_latest(old, new)
    if alone is not None:
        return [] if size(alone) == wanted(deployment) else [(alone, wanted(deployment))]
    if new is not None and _saturated(deployment, new):
        return [(each, 0) for each in active(old)]
    if not is_rolling(deployment):
        return []
    return _in_proportion(deployment, active(replicasets))


def _active_or_latest(old: list[Object], new: Object | None) -> Object | None:
    candidates = active(old if new is None else [*old, new])
    if not candidates:
        return new or (oldest_first(old)[-1] if old else None)
    return candidates[0] if len(candidates) == 1 else None


def _saturated(deployment: Object, new: Object) -> bool:
    want = wanted(deployment)
    return noted(new, DESIRED_REPLICAS) == want and size(new) == want and available(new) == want


def _in_proportion(deployment: Object, replicasets: list[Object]) -> Plan:
    want = wanted(deployment)
    to_add = (want + max_surge(deployment) if want else 0) - total_size(replicasets)
    # The biggest first; among equals the newer grows first, and the older shrinks first.
    ordered = oldest_first(replicasets)
    if to_add > 0:
        ordered.reverse()
    ordered.sort(key=size, reverse=True)
    sizes = {uid_of(each): size(each) for each in ordered}
    added = 0
    if to_add and ordered:  # somebody may have deleted them all, and a paused Deployment makes no new one
        for each in ordered:
            share = _share(deployment, each, to_add, added)
            sizes[uid_of(each)] += share
            added += share
        sizes[uid_of(ordered[0])] = max(0, sizes[uid_of(ordered[0])] + to_add - added)
    return [(each, sizes[uid_of(each)]) for each in ordered]


def _share(deployment: Object, replicaset: Object, to_add: int, added: int) -> int:
    if not size(replicaset) or to_add == added:
        return 0
    fraction, allowed = _fraction(deployment, replicaset), to_add - added
    return min(fraction, allowed) if to_add > 0 else max(fraction, allowed)


def _fraction(deployment: Object, replicaset: Object) -> int:
    if wanted(deployment) == 0:
        return -size(replicaset)
    before = noted(replicaset, MAX_REPLICAS) or deployment.get("status", {}).get("replicas", 0)
    if not before:
        return 0
    exact = size(replicaset) * (wanted(deployment) + max_surge(deployment))
    return (2 * exact + before) // (2 * before) - size(replicaset)  # rounded to the nearest, halves up


def resized(deployment: Object, replicaset: Object, new_size: int) -> Object:
    """The ReplicaSet with its new size and the Deployment's size remembered; itself if nothing changes."""
    annotations = {**(replicaset["metadata"].get("annotations") or {}), **size_annotations(deployment)}
    if new_size == size(replicaset) and annotations == replicaset["metadata"].get("annotations"):
        return replicaset
    metadata = {**replicaset["metadata"], "annotations": annotations}
    return {**replicaset, "metadata": metadata, "spec": {**replicaset["spec"], "replicas": new_size}}
