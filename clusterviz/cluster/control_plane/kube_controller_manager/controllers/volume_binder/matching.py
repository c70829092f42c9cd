"""Which volume fits a claim: the smallest that is large enough. Fact sheet §7.15."""

from __future__ import annotations

from .....machinery.objects import Object, annotations_of, deleting, labels_of, name_of, namespace_of, uid_of
from .....machinery.quantities import whole
from ...owners import selects

CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class"


def class_of(obj: Object) -> str:
    """The storage class of a claim or a volume, "" for none."""
    return str(annotations_of(obj).get(CLASS_ANNOTATION) or obj["spec"].get("storageClassName") or "")


def size_of(volume: Object) -> int:
    """A volume's capacity in bytes."""
    return whole((volume["spec"].get("capacity") or {}).get("storage", "0"))


def asked_of(claim: Object) -> int:
    """The bytes that a claim asks for."""
    return whole(((claim["spec"].get("resources") or {}).get("requests") or {}).get("storage", "0"))


def is_meant_for(volume: Object, claim: Object) -> bool:
    """Whether the volume's claimRef names this claim."""
    reference = volume["spec"].get("claimRef")
    return bool(
        reference
        and (reference.get("namespace"), reference.get("name")) == (namespace_of(claim), name_of(claim))
        and reference.get("uid", "") in ("", uid_of(claim))
    )


def mismatch(volume: Object, claim: Object) -> str:
    """Why this volume cannot hold what the claim asks for, in Kubernetes' words; "" if it can."""
    if size_of(volume) < asked_of(claim):
        return "requested PV is too small"
    if class_of(volume) != class_of(claim):
        return "storageClassName does not match"
    if volume["spec"].get("volumeMode", "Filesystem") != claim["spec"].get("volumeMode", "Filesystem"):
        return "incompatible volumeMode"
    offered = volume["spec"].get("accessModes") or ()
    if not all(mode in offered for mode in claim["spec"].get("accessModes") or ()):
        return "incompatible accessMode"
    return ""


def best(claim: Object, volumes: list[Object], only_prebound: bool) -> Object | None:
    """The volume for this claim: one that is meant for it, else the smallest free one."""
    selector = claim["spec"].get("selector")
    found: Object | None = None
    for volume in volumes:
        if deleting(volume) or mismatch(volume, claim):
            continue
        if is_meant_for(volume, claim):
            return volume
        free = not volume["spec"].get("claimRef") and (volume.get("status") or {}).get("phase") == "Available"
        if only_prebound or not free or (selector and not selects(selector, labels_of(volume))):
            continue
        if found is None or size_of(volume) < size_of(found):
            found = volume
    return found
