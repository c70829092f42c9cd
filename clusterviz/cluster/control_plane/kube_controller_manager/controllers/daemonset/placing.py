"""On which nodes a daemon Pod should run, and what it looks like there. Fact sheet §7.4."""

from __future__ import annotations

from .....machinery.objects import Object, annotations_of, name_of, namespace_of
from .....machinery.resources import DAEMONSETS
from .....machinery.tolerations import tolerated
from ...node_selection import wants_node
from ...owners import controller_reference
from ...taints import (
    DISK_PRESSURE,
    MEMORY_PRESSURE,
    NETWORK_UNAVAILABLE,
    NO_EXECUTE,
    NO_SCHEDULE,
    NOT_READY,
    PID_PRESSURE,
    UNREACHABLE,
    UNSCHEDULABLE,
    taints_of,
)

REVISION_LABEL = "controller-revision-hash"
GENERATION_LABEL = "pod-template-generation"
GENERATION_ANNOTATION = "deprecated.daemonset.template.generation"
_ALWAYS_TOLERATED = (
    (NOT_READY, NO_EXECUTE),
    (UNREACHABLE, NO_EXECUTE),
    (DISK_PRESSURE, NO_SCHEDULE),
    (MEMORY_PRESSURE, NO_SCHEDULE),
    (PID_PRESSURE, NO_SCHEDULE),
    (UNSCHEDULABLE, NO_SCHEDULE),
)


def tolerations(pod_spec: Object) -> list[Object]:
    """The template's tolerations, and those that every daemon has."""
    wanted = list(_ALWAYS_TOLERATED)
    if pod_spec.get("hostNetwork"):
        wanted.append((NETWORK_UNAVAILABLE, NO_SCHEDULE))
    found = list(pod_spec.get("tolerations") or ())
    for key, effect in wanted:
        toleration = {"effect": effect, "key": key, "operator": "Exists"}
        if toleration not in found:
            found.append(toleration)
    return found


def should_run(daemonset: Object, node: Object) -> tuple[bool, bool]:
    """(whether a Pod should be started on this node, whether one that runs there may go on)."""
    spec = daemonset["spec"]["template"]["spec"]
    if spec.get("nodeName") not in (None, "", name_of(node)) or not wants_node(spec, node):
        return False, False
    accepted = tolerations(spec)
    refused = [taint["effect"] for taint in taints_of(node) if not tolerated(taint, accepted)]
    if NO_EXECUTE in refused:
        return False, False
    return NO_SCHEDULE not in refused, True


def target_node(pod: Object) -> str:
    """The node a daemon Pod runs on, or is meant for."""
    if pod["spec"].get("nodeName"):
        return str(pod["spec"]["nodeName"])
    affinity = (pod["spec"].get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or {}
    for term in required.get("nodeSelectorTerms") or ():
        for field in term.get("matchFields") or ():
            if field["key"] == "metadata.name" and field["operator"] == "In" and len(field["values"]) == 1:
                return str(field["values"][0])
    return ""


def new_pod(daemonset: Object, node: str, revision: str) -> Object:
    """The daemon's Pod for this node: the scheduler binds it there because it may go nowhere else."""
    template = daemonset["spec"]["template"]
    labels = {**(template["metadata"].get("labels") or {}), REVISION_LABEL: revision}
    generation = annotations_of(daemonset).get(GENERATION_ANNOTATION)
    if generation:
        labels[GENERATION_LABEL] = generation
    metadata = {
        "generateName": f"{name_of(daemonset)}-",
        "namespace": namespace_of(daemonset),
        "labels": labels,
        "ownerReferences": [controller_reference(daemonset, DAEMONSETS)],
    }
    if template["metadata"].get("annotations"):
        metadata["annotations"] = template["metadata"]["annotations"]
    spec = template["spec"]
    only_here = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}
    affinity = spec.get("affinity") or {}
    node_affinity = {
        **(affinity.get("nodeAffinity") or {}),
        "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [only_here]},
    }
    spec = {**spec, "affinity": {**affinity, "nodeAffinity": node_affinity}, "tolerations": tolerations(spec)}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
