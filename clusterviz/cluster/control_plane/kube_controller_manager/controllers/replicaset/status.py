"""A ReplicaSet's status: how many Pods it has, and what went wrong. Fact sheet §7.2, §18."""

from __future__ import annotations

from .....machinery.objects import Object, condition_of, labels_of
from ...pods import is_available, is_ready


def calculate(replicaset: Object, pods: list[Object], terminating: int, failure: Object | None, now_ms: int) -> Object:
    """The status that these active Pods make. `failure`: {reason, message, time} of this look, or None."""
    spec = replicaset["spec"]
    template_labels = spec["template"]["metadata"].get("labels") or {}
    min_ready_s = spec.get("minReadySeconds", 0)
    wanted = template_labels.items()
    labeled = sum(1 for pod in pods if wanted <= labels_of(pod).items())
    ready_pods = [pod for pod in pods if is_ready(pod)]
    ready = available = len(ready_pods)
    if min_ready_s:
        available = sum(1 for pod in ready_pods if is_available(pod, min_ready_s, now_ms))
    before = replicaset.get("status", {})
    status: Object = {"replicas": len(pods)}
    if labeled:
        status["fullyLabeledReplicas"] = labeled
    if ready:
        status["readyReplicas"] = ready
    if available:
        status["availableReplicas"] = available
    status["terminatingReplicas"] = terminating
    status["observedGeneration"] = replicaset["metadata"].get("generation", 1)
    conditions = [condition for condition in before.get("conditions", ()) if condition["type"] != "ReplicaFailure"]
    if failure is not None:
        known = condition_of(replicaset, "ReplicaFailure")
        conditions.append(known if known and known["reason"] == failure["reason"] else _failure(failure))
    if conditions:
        status["conditions"] = conditions
    return status


def _failure(failure: Object) -> Object:
    return {
        "type": "ReplicaFailure",
        "status": "True",
        "lastTransitionTime": failure["time"],
        "reason": failure["reason"],
        "message": failure["message"],
    }


__all__ = ["calculate"]
