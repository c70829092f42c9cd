"""CSIDrivers, CSINodes and VolumeAttachments: who brings a volume to a node. As in pkg/apis/storage/validation."""

from __future__ import annotations

from ....machinery.objects import Object
from ..errors import FieldError
from .fields import duplicate, forbidden, invalid, names, not_supported, one_of, required, subdomain, too_long

GROUP_POLICIES = ("File", "None", "ReadWriteOnceWithFSType")
LIFECYCLES = ("Persistent", "Ephemeral")
LONGEST_DRIVER = 63  # bytes
ONE_SOURCE = "must specify exactly one of inlineVolumeSpec and persistentVolumeName"


def validate_driver(obj: Object) -> list[FieldError]:
    """What is wrong with a CSIDriver, apart from the form of its metadata."""
    spec, name = obj.get("spec") or {}, obj["metadata"].get("name") or ""
    found = [too_long("metadata.name", LONGEST_DRIVER)] if len(name) > LONGEST_DRIVER else []
    found += one_of("spec.fsGroupPolicy", spec.get("fsGroupPolicy"), GROUP_POLICIES)
    for mode in spec.get("volumeLifecycleModes") or ():
        if mode not in LIFECYCLES:
            found.append(not_supported("spec.volumeLifecycleModes", mode, LIFECYCLES))
    return found


def validate_csi_node(obj: Object) -> list[FieldError]:
    """What is wrong with a CSINode, apart from its metadata."""
    found: list[FieldError] = []
    known: set[str] = set()
    for i, driver in enumerate((obj.get("spec") or {}).get("drivers") or ()):
        path, name = f"spec.drivers[{i}]", driver.get("name") or ""
        found += _validate_driver_name(f"{path}.name", name)
        if not driver.get("nodeID"):
            found.append(required(f"{path}.nodeID"))
        if name in known:
            found.append(duplicate(f"{path}.name", name))
        known.add(name)
    return found


def validate_attachment(obj: Object) -> list[FieldError]:
    """What is wrong with a VolumeAttachment, apart from its metadata."""
    spec = obj.get("spec") or {}
    attacher, source = spec.get("attacher") or "", spec.get("source") or {}
    volume, inline = source.get("persistentVolumeName"), source.get("inlineVolumeSpec")
    found = [] if attacher else [required("spec.attacher")]
    if volume is None and inline is None:
        found.append(required("spec.source", ONE_SOURCE))
    elif volume is not None and inline is not None:
        found.append(forbidden("spec.source", ONE_SOURCE))
    elif volume == "":
        found.append(required("spec.source.persistentVolumeName", "must specify non empty persistentVolumeName"))
    found += names("spec.nodeName", spec.get("nodeName") or "", subdomain)
    if attacher:
        found += _validate_driver_name("spec.attacher", attacher)
    return found + (names("spec.source.persistentVolumeName", volume, subdomain) if volume else [])


def _validate_driver_name(path: str, name: str) -> list[FieldError]:
    if not name:
        return [required(path)]
    found = [too_long(path, LONGEST_DRIVER)] if len(name) > LONGEST_DRIVER else []
    return found + [invalid(path, name, message) for message in subdomain(name.lower())]
