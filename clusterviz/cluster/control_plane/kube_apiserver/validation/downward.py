"""What a container may learn about its Pod and itself: fields of the Pod, amounts of its resources. Fact sheet §4.4."""

from __future__ import annotations

import re

from ....machinery.objects import Object
from ..errors import FieldError
from .fields import invalid, names, not_supported, qualified_name, required

READABLE = (
    "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid", "spec.host",
    "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "status.hostIP",
    "status.hostIPs", "status.phase", "status.podIP", "status.podIPs",
)  # fmt: skip
IN_VARIABLES = (
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP",
    "status.hostIPs", "status.podIP", "status.podIPs",
)  # fmt: skip
IN_FILES = ("metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid")
AMOUNTS = (
    "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage",
    "requests.memory",
)  # fmt: skip
_SUBSCRIPTED = re.compile(r"(.+)\['(.*)'\]")


def validate_field(path: str, reference: Object, supported: tuple[str, ...]) -> list[FieldError]:
    """What is wrong with a `fieldRef`."""
    text = reference.get("fieldPath") or ""
    if not text:
        return [required(f"{path}.fieldPath")]
    subscripted = _SUBSCRIPTED.fullmatch(text)
    field = subscripted[1] if subscripted else text
    if field not in READABLE:
        why = f"error converting fieldPath: field label not supported: {field}"
        return [invalid(f"{path}.fieldPath", text, why)]
    if subscripted is None:
        field = "spec.nodeName" if field == "spec.host" else field
        return [] if field in supported else [not_supported(f"{path}.fieldPath", field, supported)]
    if field not in ("metadata.annotations", "metadata.labels"):
        return [invalid(path, field, "does not support subscript")]
    key = subscripted[2].lower() if field == "metadata.annotations" else subscripted[2]
    return names(path, key, qualified_name)


def validate_amount(path: str, reference: Object, of_a_file: bool) -> list[FieldError]:
    """What is wrong with a `resourceFieldRef`."""
    text = reference.get("resource") or ""
    if of_a_file and not reference.get("containerName"):
        return [required(f"{path}.containerName")]
    if not text:
        return [required(f"{path}.resource")]
    huge = text.startswith(("limits.hugepages-", "requests.hugepages-"))
    return [] if text in AMOUNTS or huge else [not_supported(f"{path}.resource", text, AMOUNTS)]
