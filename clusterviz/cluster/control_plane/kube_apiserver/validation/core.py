"""ConfigMaps, Secrets, Nodes, PriorityClasses, RuntimeClasses. Fact sheet §4.4."""

from __future__ import annotations

import json

from ....machinery import quantities
from ....machinery.objects import Object, annotations_of
from ..errors import FieldError
from .addresses import validate_network
from .fields import (
    config_key,
    forbidden,
    invalid,
    label,
    names,
    not_negative,
    one_of,
    qualified_name,
    required,
    too_long,
)
from .json_texts import unreadable_map

MAX_DATA = 1024 * 1024
MAX_USER_PRIORITY = 1_000_000_000
SYSTEM_PRIORITY_CLASSES = ("system-node-critical", "system-cluster-critical")
DATA_FIELDS = ("data", "binaryData", "stringData")
ACCOUNT_NAME = "kubernetes.io/service-account.name"
REGISTRIES = (".dockerconfigjson", ".dockercfg")
# the keys that a type of Secret cannot do without
SECRET_NEEDS = {
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
}


def validate_config_map(obj: Object) -> list[FieldError]:
    """Keys that can be file names; a MiB at most; no key twice."""
    found: list[FieldError] = []
    size = 0
    for field in ("data", "binaryData"):
        for key, value in sorted((obj.get(field) or {}).items()):
            found += names(f"{field}[{key}]", key, config_key)
            if field == "data" and key in (obj.get("binaryData") or {}):
                found.append(invalid(f"data[{key}]", key, "duplicate of key present in binaryData"))
            size += len(value or "")
    if size > MAX_DATA:
        found.append(too_long("", MAX_DATA))
    return found


def validate_immutable_data(new: Object, old: Object) -> list[FieldError]:
    """Who promised never to change is kept to it."""
    if not old.get("immutable"):
        return []
    found: list[FieldError] = []
    if not new.get("immutable"):
        found.append(forbidden("immutable", "field is immutable when `immutable` is set"))
    for field in DATA_FIELDS[:2]:
        if (new.get(field) or {}) != (old.get(field) or {}):
            found.append(forbidden(field, "field is immutable when `immutable` is set"))
    return found


def validate_secret(obj: Object) -> list[FieldError]:
    """As a ConfigMap, and what its type needs."""
    found: list[FieldError] = []
    data = obj.get("data") or {}
    for key in sorted(data):
        found += names(f"data[{key}]", key, config_key)
    if sum(len(value or "") for value in data.values()) > MAX_DATA * 4 // 3:
        found.append(too_long("data", MAX_DATA))
    found += [required(f"data[{key}]") for key in SECRET_NEEDS.get(obj.get("type", ""), ()) if key not in data]
    registry = next((key for key in REGISTRIES if obj.get("type") == f"kubernetes.io/{key[1:]}" and key in data), None)
    if registry is not None and (why := unreadable_map(data[registry])):
        found.append(invalid(f"data[{registry}]", "<secret contents redacted>", why))
    if obj.get("type") == "kubernetes.io/service-account-token" and not annotations_of(obj).get(ACCOUNT_NAME):
        found.append(required(f"metadata.annotations[{ACCOUNT_NAME}]"))
    if obj.get("type") == "kubernetes.io/basic-auth" and not ("username" in data or "password" in data):
        found += [required("data[username]"), required("data[password]")]
    return found


def validate_secret_update(new: Object, old: Object) -> list[FieldError]:
    """The type of a Secret stays."""
    found: list[FieldError] = []
    if new.get("type") != old.get("type"):
        found.append(invalid("type", new.get("type"), "field is immutable"))
    return found + validate_immutable_data(new, old)


def validate_node(obj: Object) -> list[FieldError]:
    """What is wrong with a Node: taints and addresses of Pods that cannot be."""
    found: list[FieldError] = []
    seen: dict[tuple[str, str], None] = {}
    for i, taint in enumerate((obj.get("spec") or {}).get("taints") or ()):
        path = f"spec.taints[{i}]"
        key, effect = taint.get("key", ""), taint.get("effect", "")
        found += names(f"{path}.key", key, qualified_name)
        if not effect:
            found.append(required(f"{path}.effect"))
        else:
            found += one_of(f"{path}.effect", effect, ("NoSchedule", "PreferNoSchedule", "NoExecute"))
        if (key, effect) in seen:
            why = "taints must be unique by key and effect pair"
            found.append(FieldError("FieldValueDuplicate", path, _as_go(taint), why))
        seen[key, effect] = None
    return found + _validate_pod_ranges(obj.get("spec") or {})


def _as_go(taint: Object) -> str:
    """A taint as Kubernetes' own structure writes it."""
    fields = {"Key": taint.get("key", ""), "Value": taint.get("value", ""), "Effect": taint.get("effect", "")}
    return json.dumps({**fields, "TimeAdded": taint.get("timeAdded")}, separators=(",", ":"), ensure_ascii=False)


def _validate_pod_ranges(spec: Object) -> list[FieldError]:
    """The addresses of a node's Pods, of each family."""
    ranges = spec.get("podCIDRs") or ([spec["podCIDR"]] if spec.get("podCIDR") else [])
    found = [error for i, text in enumerate(ranges) for error in validate_network(f"spec.podCIDRs[{i}]", text)]
    if not found and len(ranges) > len({":" in text for text in ranges}):
        found.append(invalid("spec.podCIDRs", ranges, "may specify no more than one CIDR for each IP family"))
    return found


def validate_node_update(new: Object, old: Object) -> list[FieldError]:
    """A node's Pod addresses and its machine's name at the provider stay once they are known."""
    spec, before = new.get("spec") or {}, old.get("spec") or {}
    found: list[FieldError] = []
    if before.get("podCIDRs") and spec.get("podCIDRs") != before["podCIDRs"]:
        found.append(forbidden("spec.podCIDRs", 'node updates may not change podCIDR except from "" to valid'))
    if before.get("providerID") and spec.get("providerID") != before["providerID"]:
        found.append(forbidden("spec.providerID", 'node updates may not change providerID except from "" to valid'))
    return found


def validate_priority_class(obj: Object) -> list[FieldError]:
    """The highest numbers and the names that begin with `system-` belong to the system."""
    name, value = obj["metadata"].get("name", ""), obj.get("value", 0)
    found: list[FieldError] = []
    if name.startswith("system-"):
        if name not in SYSTEM_PRIORITY_CLASSES:
            why = "priority class names with 'system-' prefix are reserved for system use only. error: "
            found.append(forbidden("metadata.name", f"{why}{name} is not a known system priority class"))
    elif value > MAX_USER_PRIORITY:
        why = f"maximum allowed value of a user defined priority is {MAX_USER_PRIORITY}"
        found.append(forbidden("value", why))
    policies = ("Never", "PreemptLowerPriority")
    return found + one_of("preemptionPolicy", obj.get("preemptionPolicy"), policies)


def validate_priority_class_update(new: Object, old: Object) -> list[FieldError]:
    """Pods carry the number: it cannot change behind their backs."""
    found: list[FieldError] = []
    if new.get("value") != old.get("value"):
        found.append(forbidden("value", "may not be changed in an update."))
    if new.get("preemptionPolicy") != old.get("preemptionPolicy"):
        found.append(invalid("preemptionPolicy", new.get("preemptionPolicy"), "field is immutable"))
    return found


def validate_runtime_class(obj: Object) -> list[FieldError]:
    """What is wrong with a RuntimeClass, apart from its metadata."""
    found = names("handler", obj.get("handler") or "", label)
    for name, amount in sorted(((obj.get("overhead") or {}).get("podFixed") or {}).items()):
        if quantities.parse(str(amount)) < 0:
            why = "must be greater than or equal to 0"
            found.append(invalid(f"overhead.podFixed.limits[{name}]", str(amount), why))
    return found


def validate_runtime_class_update(new: Object, old: Object) -> list[FieldError]:
    """A RuntimeClass keeps its handler."""
    if new.get("handler") == old.get("handler"):
        return []
    return [invalid("handler", new.get("handler") or "", "field is immutable")]


def validate_lease(obj: Object) -> list[FieldError]:
    """What is wrong with a Lease: it lasts, and changed hands no less than never."""
    spec = obj.get("spec") or {}
    found: list[FieldError] = []
    duration_s = spec.get("leaseDurationSeconds")
    if duration_s is not None and duration_s <= 0:
        found.append(invalid("spec.leaseDurationSeconds", duration_s, "must be greater than 0"))
    return found + not_negative("spec.leaseTransitions", spec.get("leaseTransitions"))
