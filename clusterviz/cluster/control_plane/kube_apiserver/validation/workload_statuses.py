"""What Deployments and ReplicaSets can say of themselves: no count below zero, and no part larger than the whole."""

from __future__ import annotations

from ....machinery.objects import Object
from ..errors import FieldError
from .fields import invalid, not_negative

OF_DEPLOYMENTS = (
    "observedGeneration", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas",
    "terminatingReplicas", "collisionCount",
)  # fmt: skip
OF_REPLICASETS = (
    "replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "observedGeneration", "terminatingReplicas",
)  # fmt: skip


def validate_deployment_status(obj: Object) -> list[FieldError]:
    """What is wrong with the status of a Deployment."""
    return _validate(obj, OF_DEPLOYMENTS, ("updatedReplicas", "readyReplicas", "availableReplicas"))


def validate_replicaset_status(obj: Object) -> list[FieldError]:
    """What is wrong with the status of a ReplicaSet."""
    return _validate(obj, OF_REPLICASETS, ("fullyLabeledReplicas", "readyReplicas", "availableReplicas"))


def _validate(obj: Object, counts: tuple[str, ...], parts: tuple[str, ...]) -> list[FieldError]:
    status = obj.get("status") or {}
    found = [error for field in counts for error in not_negative(f"status.{field}", status.get(field))]
    for field in parts:
        part = status.get(field) or 0
        if part > (status.get("replicas") or 0):
            found.append(invalid(f"status.{field}", part, "cannot be greater than status.replicas"))
    available = status.get("availableReplicas") or 0
    if available > (status.get("readyReplicas") or 0):
        found.append(invalid("status.availableReplicas", available, "cannot be greater than readyReplicas"))
    return found
