"""A StatefulSet's status: how many of its Pods are there, ready, and of which revision. Fact sheet §7.3, §18."""

from __future__ import annotations

from .....machinery.objects import Object, deleting
from ...pods import is_available, is_ready, phase_of
from .identity import revision_of_pod


def is_healthy(pod: Object) -> bool:
    """Running, ready, and nobody deletes it."""
    return phase_of(pod) == "Running" and is_ready(pod) and not deleting(pod)


def calculate(statefulset: Object, pods: list[Object], update: str, now_ms: int) -> Object:
    """The status that these Pods make. `update`: the name of the newest revision."""
    spec, before = statefulset["spec"], statefulset.get("status", {})
    current = before.get("currentRevision") or update
    wanted, min_ready_s = spec.get("replicas", 1), spec.get("minReadySeconds", 0)
    there = [pod for pod in pods if phase_of(pod)]
    ready = [pod for pod in there if phase_of(pod) == "Running" and is_ready(pod)]
    available = [pod for pod in ready if is_available(pod, min_ready_s, now_ms)]
    alive = [pod for pod in there if not deleting(pod)]
    updated = sum(1 for pod in alive if revision_of_pod(pod) == update)
    of_current = sum(1 for pod in alive if revision_of_pod(pod) == current)
    rolling = (spec.get("updateStrategy") or {}).get("type", "RollingUpdate") == "RollingUpdate"
    if rolling and updated == len(ready) == len(there) == wanted:
        current, of_current = update, updated
    status: Object = {
        "availableReplicas": len(available),
        "collisionCount": before.get("collisionCount", 0),
        "currentRevision": current,
        "observedGeneration": statefulset["metadata"].get("generation", 1),
        "replicas": len(there),
        "updateRevision": update,
    }
    counted = {"currentReplicas": of_current, "readyReplicas": len(ready), "updatedReplicas": updated}
    return status | {field: count for field, count in counted.items() if count}
