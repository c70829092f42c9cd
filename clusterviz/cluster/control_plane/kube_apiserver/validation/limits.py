"""ResourceQuotas: names that can be counted, and amounts that make sense. Fact sheet §4.4."""

from __future__ import annotations

from ....machinery.objects import Object
from ....machinery.quantities import parse
from ..errors import FieldError
from .fields import invalid, names, qualified_name

STANDARD = frozenset(
    (
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage",
        "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage", "pods", "services",
        "replicationcontrollers", "resourcequotas", "secrets", "configmaps", "persistentvolumeclaims",
        "services.nodeports", "services.loadbalancers",
    )
)  # fmt: skip


def validate_quota(obj: Object) -> list[FieldError]:
    """What is wrong with a ResourceQuota, apart from its metadata."""
    found: list[FieldError] = []
    for name, amount in sorted((obj["spec"].get("hard") or {}).items()):
        path = f"spec.hard[{name}]"
        found += names(path, name, qualified_name)
        if "/" not in name and name not in STANDARD:
            found.append(invalid(path, name, "must be a standard resource type or fully qualified"))
            found.append(invalid(path, name, "must be a standard resource for quota"))
        if parse(str(amount)) < 0:
            found.append(invalid(path, str(amount), "must be greater than or equal to 0"))
    return found
