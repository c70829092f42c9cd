"""What controllers ask about a Pod. Fact sheet §7.0."""

from __future__ import annotations

from ...machinery.objects import Object, condition_of, controller_of, namespace_of
from ...machinery.times import unix_ms

FINISHED = ("Succeeded", "Failed")


def phase_of(pod: Object) -> str:
    """Pending, Running, Succeeded, Failed or Unknown; "" before anyone has said."""
    return str(pod.get("status", {}).get("phase", ""))


def is_finished(pod: Object) -> bool:
    """Whether all its containers have ended for good."""
    return pod.get("status", {}).get("phase") in FINISHED


def is_active(pod: Object) -> bool:
    """Neither finished nor being deleted."""
    return "deletionTimestamp" not in pod["metadata"] and pod.get("status", {}).get("phase") not in FINISHED


def is_ready(pod: Object) -> bool:
    """Whether its condition Ready is True."""
    for condition in pod.get("status", {}).get("conditions", ()):
        if condition["type"] == "Ready":
            return bool(condition["status"] == "True")
    return False


def means_the_same(old: Object, new: Object) -> bool:
    """Whether two versions of a Pod are the same to those who count Pods: activity, readiness, labels and owner."""
    before, now = old["metadata"], new["metadata"]
    return (
        is_active(old) == is_active(new)
        and is_finished(old) == is_finished(new)
        and is_ready(old) == is_ready(new)
        and before.get("labels") == now.get("labels")
        and before.get("ownerReferences") == now.get("ownerReferences")
    )


def ready_since_ms(pod: Object) -> int | None:
    """The Unix time in ms at which it became ready, None if it is not."""
    condition = condition_of(pod, "Ready")
    if condition is None or condition["status"] != "True":
        return None
    return unix_ms(condition["lastTransitionTime"]) if condition.get("lastTransitionTime") else 0


def is_available(pod: Object, min_ready_s: int, now_ms: int) -> bool:
    """Whether it has been ready for `min_ready_s`."""
    if not min_ready_s:
        return is_ready(pod)
    since_ms = ready_since_ms(pod)
    return since_ms is not None and since_ms + min_ready_s * 1000 <= now_ms


def namespace_of_orphan(obj: Object) -> str:
    """The namespace of an object that no controller owns, "" for others (an index function of informers)."""
    return "" if controller_of(obj) else namespace_of(obj)
