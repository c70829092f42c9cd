"""Who a Pod's processes are: users and groups that can be. Fact sheet §4.4."""

from __future__ import annotations

from ....machinery.objects import Object
from ..errors import FieldError
from .fields import invalid

LARGEST = 2147483647  # the largest id of a user or a group


def validate_pod_security(path: str, spec: Object) -> list[FieldError]:
    """The security context of a Pod, and what shares the processes of the host."""
    context = spec.get("securityContext") or {}
    found: list[FieldError] = []
    for field in ("fsGroup", "runAsUser", "runAsGroup"):
        found += _validate_id(f"{path}.securityContext.{field}", context.get(field))
    for i, group in enumerate(context.get("supplementalGroups") or ()):
        found += _validate_id(f"{path}.securityContext.supplementalGroups[{i}]", group)
    if spec.get("shareProcessNamespace") and spec.get("hostPID"):
        why = "ShareProcessNamespace and HostPID cannot both be enabled"
        found.append(invalid(f"{path}.securityContext.shareProcessNamespace", True, why))
    return found


def validate_container_security(path: str, context: Object) -> list[FieldError]:
    """The security context of a container."""
    found = _validate_id(f"{path}.runAsUser", context.get("runAsUser"))
    return found + _validate_id(f"{path}.runAsGroup", context.get("runAsGroup"))


def _validate_id(path: str, number: int | None) -> list[FieldError]:
    if number is None or 0 <= number <= LARGEST:
        return []
    return [invalid(path, number, f"must be between 0 and {LARGEST}, inclusive")]
