"""Volumes, claims and classes: sizes, ways of access, and what stays as it is. Fact sheet §4.4, §7.15."""

from __future__ import annotations

from typing import Any

from ....machinery import quantities
from ....machinery.objects import Object
from ..errors import FieldError
from .as_go import claim_difference, source_difference
from .fields import forbidden, invalid, names, not_supported, one_of, qualified_name, required, subdomain
from .selectors import validate_label_selector, validate_node_selector, validate_topology_term

WAYS = ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")
VOLUME_MODES = ("Block", "Filesystem")
FIXED = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"


def validate_volume(obj: Object) -> list[FieldError]:
    """What is wrong with a PersistentVolume, apart from its metadata."""
    spec = obj["spec"]
    ways, capacity = spec.get("accessModes"), spec.get("capacity") or {}
    found = _validate_ways("spec.accessModes", ways) if ways else [required("spec.accessModes")]
    if not capacity:
        found.append(required("spec.capacity"))
    if "storage" not in capacity or len(capacity) > 1:
        found.append(not_supported("spec.capacity", capacity or None, ("storage",)))
    for name in sorted(capacity):
        amount = capacity[name]
        if quantities.parse(str(amount)) < 0:
            found.append(invalid(f"spec.capacity[{name}]", str(amount), "must be greater than or equal to 0"))
        if quantities.parse(str(amount)) <= 0:
            found.append(invalid(f"spec.capacity[{name}]", str(amount), "must be greater than zero"))
    policy = spec.get("persistentVolumeReclaimPolicy")
    found += one_of("spec.persistentVolumeReclaimPolicy", policy, ("Delete", "Recycle", "Retain"))
    if spec.get("nodeAffinity") is not None:
        found += _validate_reach("spec.nodeAffinity", spec["nodeAffinity"])
    found += _validate_source(spec)
    return found + one_of("spec.volumeMode", spec.get("volumeMode"), VOLUME_MODES)


def _validate_reach(path: str, affinity: Object) -> list[FieldError]:
    if affinity.get("required") is None:
        return [required(f"{path}.required", "must specify required node constraints")]
    return validate_node_selector(f"{path}.required", affinity["required"])


# Where a volume can lie, in the order in which Kubernetes looks.
SOURCES = (
    "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "flocker", "nfs", "rbd", "quobyte", "cephfs", "iscsi",
    "cinder", "fc", "flexVolume", "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk", "scaleIO",
    "local", "storageos", "csi",
)  # fmt: skip


def _validate_source(spec: Object) -> list[FieldError]:
    given = [kind for kind in SOURCES if spec.get(kind) is not None]
    if not given:
        return [required("spec", "must specify a volume type")]
    found = _validate_place(spec, given[0])
    return found + [forbidden(f"spec.{kind}", "may not specify more than 1 volume type") for kind in given[1:]]


def validate_volume_update(new: Object, old: Object) -> list[FieldError]:
    """What is wrong with a changed PersistentVolume: where it lies, what it is and which nodes reach it stay as they are."""
    spec, before = new["spec"], old["spec"]
    found = validate_volume(new)
    if any(spec.get(kind) != before.get(kind) for kind in SOURCES):
        why = f"spec.persistentvolumesource is immutable after creation\n{source_difference(before, spec)}"
        found.append(forbidden("spec.persistentvolumesource", why))
    if spec.get("volumeMode") != before.get("volumeMode"):
        found.append(invalid("volumeMode", spec.get("volumeMode"), "field is immutable"))
    if before.get("nodeAffinity") is not None and spec.get("nodeAffinity") != before["nodeAffinity"]:
        found.append(invalid("nodeAffinity", spec.get("nodeAffinity"), "field is immutable"))
    return found


def _validate_place(spec: Object, kind: str) -> list[FieldError]:
    source = spec[kind]
    found: list[FieldError] = []
    if kind == "nfs":
        found += [required(f"spec.nfs.{part}") for part in ("server", "path") if not source.get(part)]
        if source.get("path") and not str(source["path"]).startswith("/"):
            found.append(invalid("spec.nfs.path", source["path"], "must be an absolute path"))
    elif kind in ("hostPath", "local"):
        if not source.get("path"):
            found.append(required(f"spec.{kind}.path"))
        elif ".." in str(source["path"]).split("/"):
            found.append(invalid(f"spec.{kind}.path", source["path"], "must not contain '..'"))
    elif kind == "csi":
        found += [required(f"spec.csi.{part}") for part in ("driver", "volumeHandle") if not source.get(part)]
    if kind == "local" and not (spec.get("nodeAffinity") or {}).get("required"):
        found.append(required("spec.nodeAffinity", "Local volume requires node affinity"))
    return found


def validate_claim_spec(path: str, spec: Object) -> list[FieldError]:
    """What is wrong with the spec of a claim."""
    found = _validate_ways(f"{path}.accessModes", spec.get("accessModes"))
    found += validate_label_selector(f"{path}.selector", spec.get("selector"))
    storage = ((spec.get("resources") or {}).get("requests") or {}).get("storage")
    if storage is None:
        found.append(required(f"{path}.resources[storage]"))
    elif _size(storage) <= 0:
        found.append(invalid(f"{path}.resources[storage]", storage, "must be greater than zero"))
    if spec.get("storageClassName"):
        found += names(f"{path}.storageClassName", spec["storageClassName"], subdomain)
    return found + one_of(f"{path}.volumeMode", spec.get("volumeMode"), VOLUME_MODES)


def validate_claim_update(new: Object, old: Object) -> list[FieldError]:
    """What is wrong with a changed claim: a bound one may grow, and the binder may name its volume; no more."""
    spec, before = new["spec"], old["spec"]
    found = validate_claim_spec("spec", spec)
    allowed = {**before}
    if not before.get("volumeName") and spec.get("volumeName"):
        allowed["volumeName"] = spec["volumeName"]
    if (old.get("status") or {}).get("phase") == "Bound":
        for field in ("resources", "volumeAttributesClassName"):
            if field in spec:
                allowed[field] = spec[field]
    if spec != allowed:
        found.append(forbidden("spec", f"{FIXED}\n{claim_difference(allowed, spec)}"))
        return found
    wanted, had = (
        _size(((one.get("resources") or {}).get("requests") or {}).get("storage", "0")) for one in (spec, before)
    )
    if wanted < had:
        found.append(forbidden("spec.resources.requests.storage", "field can not be less than status.capacity"))
    return found


def _size(amount: Any) -> int:
    return quantities.whole(str(amount))


def _validate_ways(path: str, ways: Any) -> list[FieldError]:
    if not ways:
        return [required(path, "at least 1 access mode is required")]
    found = [not_supported(path, way, sorted(WAYS)) for way in ways if way not in WAYS]
    if "ReadWriteOncePod" in ways and len(ways) > 1:
        found.append(forbidden(path, "may not use ReadWriteOncePod with other access modes"))
    return found


def validate_class(obj: Object) -> list[FieldError]:
    """What is wrong with a StorageClass, apart from its metadata."""
    provisioner = obj.get("provisioner") or ""
    found = names("provisioner", provisioner.lower(), qualified_name) if provisioner else [required("provisioner")]
    found += [invalid("parameters", key, "field can not be empty.") for key in obj.get("parameters") or () if not key]
    found += one_of("reclaimPolicy", obj.get("reclaimPolicy"), ("Delete", "Retain"))
    found += one_of("volumeBindingMode", obj.get("volumeBindingMode"), ("Immediate", "WaitForFirstConsumer"))
    for i, term in enumerate(obj.get("allowedTopologies") or ()):
        found += validate_topology_term(f"allowedTopologies[{i}]", term)
    return found


def validate_class_update(new: Object, old: Object) -> list[FieldError]:
    """A StorageClass stays as it is, but for its metadata, its mount options and whether volumes may grow."""
    found = [
        forbidden(field, f"updates to {field} are forbidden.")
        for field in ("parameters", "provisioner", "reclaimPolicy")
        if (new.get(field) or None) != (old.get(field) or None)
    ]
    if new.get("volumeBindingMode") != old.get("volumeBindingMode"):
        found.append(invalid("volumeBindingMode", new.get("volumeBindingMode"), "field is immutable"))
    return found
