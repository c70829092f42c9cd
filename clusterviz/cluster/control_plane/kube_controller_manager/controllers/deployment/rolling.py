"""RollingUpdate: one step per look, so that never too many Pods exist and never too few are available. Fact sheet §7.1.

A plan is a list of (ReplicaSet, its new size), carried out in order.
"""

from __future__ import annotations

from .....machinery.objects import Object, uid_of
from .revisions import oldest_first
from .surge import active, available, is_rolling, max_surge, max_unavailable, size, total_size, wanted

Plan = list[tuple[Object, int]]


def new_size(deployment: Object, replicasets: list[Object], new_now: int) -> int:
    """How large the new ReplicaSet may be now."""
    if not is_rolling(deployment):
        return wanted(deployment)
    room = wanted(deployment) + max_surge(deployment) - total_size(replicasets)
    if room <= 0:
        return new_now
    return new_now + min(room, wanted(deployment) - new_now)


def scale_new(deployment: Object, replicasets: list[Object], new: Object) -> Plan:
    """Grow the new ReplicaSet as far as the surge allows."""
    now = size(new)
    if now > wanted(deployment):
        return [(new, wanted(deployment))]
    target = now if now == wanted(deployment) else new_size(deployment, replicasets, now)
    return [(new, target)] if target != now else []


def scale_old(deployment: Object, old: list[Object], new: Object) -> Plan:
    """Shrink the old ReplicaSets as far as availability allows: first what does not work anyway."""
    old = oldest_first(active(old))
    min_available = wanted(deployment) - max_unavailable(deployment)
    not_there_yet = size(new) - available(new)
    spare = total_size([*old, new]) - min_available - not_there_yet
    if not old or spare <= 0:
        return []
    plan: Plan = []
    sizes = {uid_of(each): size(each) for each in old}

    for each in old:  # Pods that are not available serve nobody
        broken = min(spare, size(each) - available(each))
        if broken > 0:
            spare -= broken
            sizes[uid_of(each)] -= broken
            plan.append((each, sizes[uid_of(each)]))

    spare = sum(available(each) for each in [*old, new]) - min_available
    for each in old:
        fewer = min(spare, sizes[uid_of(each)])
        if fewer > 0:
            spare -= fewer
            sizes[uid_of(each)] -= fewer
            plan.append((each, sizes[uid_of(each)]))
    return plan
