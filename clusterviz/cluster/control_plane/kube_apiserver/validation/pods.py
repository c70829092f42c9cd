"""Pods: what a spec may not say. Fact sheet §4.4. The order of the checks is the order of the messages."""

from __future__ import annotations

from collections.abc import Sequence

from ....machinery.objects import Object, clone
from ..errors import FieldError
from .affinity import validate_affinity, validate_spreads
from .as_go import pod_difference
from .containers import validate_container, validate_init_container
from .fields import (
    duplicate,
    forbidden,
    invalid,
    label,
    label_value,
    names,
    not_negative,
    not_supported,
    one_of,
    qualified_name,
    required,
    subdomain,
)
from .metadata import validate_labels
from .security import validate_pod_security
from .surroundings import validate_host_ports, validate_names
from .volumes import validate_volumes

RESTART_POLICIES = ("Always", "OnFailure", "Never")
OF_THE_SYSTEM = ("PodScheduled", "Ready", "Initialized")
DNS_POLICIES = ("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None")
EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
UPDATE_REFUSED = (
    "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
    "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
)


def validate_pod(pod: Object) -> list[FieldError]:
    """What is wrong with a Pod, apart from its metadata."""
    return validate_pod_spec("spec", pod["spec"])


def validate_pod_spec(path: str, spec: Object) -> list[FieldError]:
    """What is wrong with a Pod's spec, at `spec` or at `spec.template.spec`."""
    found: list[FieldError] = []
    volumes = spec.get("volumes") or []
    if volumes:
        found += validate_volumes(f"{path}.volumes", volumes)
    containers = spec.get("containers") or []
    if not containers:
        found.append(required(f"{path}.containers"))
    volume_names = {volume.get("name", ""): None for volume in volumes}
    seen: dict[str, None] = {}
    for i, container in enumerate(containers):
        found += validate_container(f"{path}.containers[{i}]", container, volume_names, seen)
    for i, container in enumerate(spec.get("initContainers") or ()):
        found += validate_init_container(f"{path}.initContainers[{i}]", container, volume_names, seen)
    found += validate_host_ports(f"{path}.containers", containers, bool(spec.get("hostNetwork")))
    if not spec.get("restartPolicy"):
        found.append(required(f"{path}.restartPolicy"))
    elif spec["restartPolicy"] not in RESTART_POLICIES:
        found.append(not_supported(f"{path}.restartPolicy", spec["restartPolicy"], RESTART_POLICIES))
    found += one_of(f"{path}.dnsPolicy", spec.get("dnsPolicy"), DNS_POLICIES)
    if spec.get("nodeSelector"):
        found += validate_labels(f"{path}.nodeSelector", spec["nodeSelector"])
    found += validate_pod_security(path, spec)
    if spec.get("affinity"):
        found += validate_affinity(f"{path}.affinity", spec["affinity"])
    found += validate_spreads(f"{path}.topologySpreadConstraints", spec.get("topologySpreadConstraints") or [])
    for field in ("serviceAccountName", "nodeName", "priorityClassName"):
        if spec.get(field):
            found += names(f"{path}.{field}", spec[field], subdomain)
    found += validate_names(path, spec)
    deadline = spec.get("activeDeadlineSeconds")
    if deadline is not None and not 1 <= deadline <= 2147483647:
        found.append(invalid(f"{path}.activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive"))
    for field in ("hostname", "subdomain"):
        if spec.get(field):
            found += names(f"{path}.{field}", spec[field], label)
    for i, toleration in enumerate(spec.get("tolerations") or ()):
        found += _validate_toleration(f"{path}.tolerations[{i}]", toleration)
    found += not_negative(f"{path}.terminationGracePeriodSeconds", spec.get("terminationGracePeriodSeconds"))
    return found


def _validate_toleration(path: str, toleration: Object) -> list[FieldError]:
    found: list[FieldError] = []
    key, operator = toleration.get("key", ""), toleration.get("operator", "")
    if key:
        found += names(f"{path}.key", key, qualified_name)
    if not key and operator != "Exists":
        found.append(
            invalid(
                f"{path}.operator",
                operator,
                'operator must be Exists when `key` is empty, which means "match all values and all keys"',
            )
        )
    if toleration.get("tolerationSeconds") is not None and toleration.get("effect") != "NoExecute":
        found.append(
            invalid(
                f"{path}.effect",
                toleration.get("effect", ""),
                "effect must be 'NoExecute' when `tolerationSeconds` is set",
            )
        )
    if operator in ("", "Equal"):
        found += names(f"{path}.operator", toleration.get("value", ""), label_value)
    elif operator == "Exists":
        if toleration.get("value"):
            found.append(
                invalid(f"{path}.operator", toleration["value"], "value must be empty when `operator` is 'Exists'")
            )
    else:
        found.append(not_supported(f"{path}.operator", operator, ("Equal", "Exists")))
    if toleration.get("effect"):
        found += one_of(f"{path}.effect", toleration["effect"], EFFECTS)
    return found


def validate_pod_update(new: Object, old: Object) -> list[FieldError]:
    """Only a few fields of a Pod's spec can change once it exists."""
    spec, before = new["spec"], old["spec"]
    if spec == before:
        return []
    found: list[FieldError] = []
    if len(spec.get("containers") or ()) != len(before.get("containers") or ()):
        return [forbidden("spec.containers", "pod updates may not add or remove containers")]
    if len(spec.get("initContainers") or ()) != len(before.get("initContainers") or ()):
        return [forbidden("spec.initContainers", "pod updates may not add or remove containers")]
    if before.get("schedulingGates") != spec.get("schedulingGates"):
        gates = [gate["name"] for gate in before.get("schedulingGates") or ()]
        added = [gate["name"] for gate in spec.get("schedulingGates") or () if gate["name"] not in gates]
        if added:
            why = f"only deletion is allowed, but found new scheduling gate '{added[0]}'"
            found.append(forbidden("spec.schedulingGates", why))
    found += _validate_deadline_update(spec, before)
    found += _validate_tolerations_update(spec, before)
    if found:
        return found
    rest = _unchangeable(spec, before)
    return [] if rest == before else [forbidden("spec", f"{UPDATE_REFUSED}\n{pod_difference(before, rest)}")]


def _validate_deadline_update(spec: Object, before: Object) -> list[FieldError]:
    deadline, known = spec.get("activeDeadlineSeconds"), before.get("activeDeadlineSeconds")
    if known is not None and (deadline is None or deadline > known):
        if deadline is None:
            return [invalid("spec.activeDeadlineSeconds", None, "must not update from a positive integer to nil value")]
        return [invalid("spec.activeDeadlineSeconds", deadline, "must be less than or equal to previous value")]
    return []


def _validate_tolerations_update(spec: Object, before: Object) -> list[FieldError]:
    tolerations = spec.get("tolerations") or []
    for known in before.get("tolerations") or ():
        same = [one for one in tolerations if {**one, "tolerationSeconds": 0} == {**known, "tolerationSeconds": 0}]
        if not same:
            why = "existing toleration can not be modified except its tolerationSeconds"
            return [forbidden("spec.tolerations", why)]
    return []


def _unchangeable(spec: Object, before: Object) -> Object:
    """The new spec with everything taken back that may change."""
    rest: Object = clone(spec)
    for field in ("containers", "initContainers"):
        for container, known in zip(rest.get(field) or (), before.get(field) or (), strict=True):
            container["image"] = known.get("image")
    for field in ("activeDeadlineSeconds", "tolerations", "schedulingGates"):
        rest.pop(field, None)
        if field in before:
            rest[field] = before[field]
    if before.get("schedulingGates"):
        for field in ("nodeSelector", "affinity"):
            rest.pop(field, None)
            if field in before:
                rest[field] = before[field]
    return rest


def duplicate_name(path: str, name: str, seen: dict[str, None]) -> list[FieldError]:
    """Two with one name."""
    if name in seen:
        return [duplicate(path, name)]
    seen[name] = None
    return []


def validate_pod_conditions(conditions: Sequence[Object]) -> list[FieldError]:
    """What others than Kubernetes itself say of a Pod has a name of their own."""
    found: list[FieldError] = []
    for i, condition in enumerate(conditions):
        if condition["type"] not in OF_THE_SYSTEM:
            found += names(f"status.conditions[{i}].Type", condition["type"], qualified_name)
    return found
