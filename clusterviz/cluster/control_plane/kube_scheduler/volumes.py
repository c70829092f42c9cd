"""Volumes as the scheduler sees them: claims, what they are bound to, and which volumes could be theirs."""

from __future__ import annotations

from ...machinery import quantities, selectors
from ...machinery.objects import Object, annotations_of, deleting, labels_of, name_of
from .node_info import NodeInfo
from .node_selection import term_matches
from .pod_info import PodInfo
from .snapshot import Snapshot

BOUND_ANNOTATION = "pv.kubernetes.io/bind-completed"
NO_PROVISIONER = "kubernetes.io/no-provisioner"


def claim_called(snapshot: Snapshot, pod: PodInfo, name: str) -> Object | None:
    """A PersistentVolumeClaim of the Pod's namespace."""
    return snapshot.of("persistentvolumeclaims").get(f"{pod.namespace}/{name}")


def claims_of(snapshot: Snapshot, pod: PodInfo) -> list[Object]:
    """The claims that the Pod uses, as far as they exist."""
    found = (claim_called(snapshot, pod, name) for name in pod.claims)
    return [claim for claim in found if claim is not None]


def volume_of(snapshot: Snapshot, claim: Object) -> Object | None:
    """The PersistentVolume that a claim names."""
    return snapshot.of("persistentvolumes").get(claim["spec"].get("volumeName") or "")


def is_bound(claim: Object) -> bool:
    """Whether claim and volume are bound for good."""
    return bool(claim["spec"].get("volumeName")) and BOUND_ANNOTATION in annotations_of(claim)


def class_of(snapshot: Snapshot, claim: Object) -> Object | None:
    """The StorageClass of a claim."""
    return snapshot.of("storageclasses").get(claim["spec"].get("storageClassName") or "")


def waits_for_consumer(snapshot: Snapshot, claim: Object) -> bool:
    """Whether the claim is bound only when a Pod that uses it has a node."""
    storage_class = class_of(snapshot, claim)
    return (
        storage_class is not None
        and storage_class.get("volumeBindingMode") == "WaitForFirstConsumer"
        and not claim["spec"].get("volumeName")
    )


def reachable_from(volume: Object, node: NodeInfo) -> bool:
    """Whether the volume's node affinity allows the node."""
    required = (volume["spec"].get("nodeAffinity") or {}).get("required")
    return required is None or any(term_matches(term, node) for term in required.get("nodeSelectorTerms") or ())


def can_be_provisioned(storage_class: Object | None, node: NodeInfo) -> bool:
    """Whether somebody would make a volume for this node."""
    if storage_class is None or storage_class.get("provisioner") in (None, "", NO_PROVISIONER):
        return False
    topologies = storage_class.get("allowedTopologies")
    return not topologies or any(_topology_holds(topology, node) for topology in topologies)


def _topology_holds(topology: Object, node: NodeInfo) -> bool:
    return all(
        node.labels.get(expression["key"]) in expression["values"]
        for expression in topology.get("matchLabelExpressions") or ()
    )


def requested_bytes(claim: Object) -> int:
    """How much a claim asks for."""
    return quantities.whole(str(((claim["spec"].get("resources") or {}).get("requests") or {}).get("storage", "0")))


def match_claims(snapshot: Snapshot, claims: list[Object], node: NodeInfo) -> dict[str, Object] | None:
    """A volume for each of the unbound claims (by claim name; none for those to be provisioned), or None.

    Small claims choose first, each the smallest volume that will do.
    """
    chosen: dict[str, Object] = {}
    taken: dict[str, None] = {}
    unmatched: list[Object] = []
    for claim in sorted(claims, key=requested_bytes):
        volume = _smallest_match(snapshot, claim, node, taken)
        if volume is None:
            unmatched.append(claim)
        else:
            chosen[name_of(claim)] = volume
            taken[name_of(volume)] = None
    if not all(can_be_provisioned(class_of(snapshot, claim), node) for claim in unmatched):
        return None
    return chosen


def _smallest_match(snapshot: Snapshot, claim: Object, node: NodeInfo, taken: dict[str, None]) -> Object | None:
    smallest: Object | None = None
    smallest_bytes = 0
    for volume in snapshot.of("persistentvolumes").values():
        if name_of(volume) in taken or not _suits(volume, claim) or not reachable_from(volume, node):
            continue
        if _claimed_by(volume, claim):
            return volume
        size_bytes = _size_bytes(volume)
        if smallest is None or size_bytes < smallest_bytes:
            smallest, smallest_bytes = volume, size_bytes
    return smallest


def _size_bytes(volume: Object) -> int:
    return quantities.whole(str((volume["spec"].get("capacity") or {}).get("storage", "0")))


def _claimed_by(volume: Object, claim: Object) -> bool:
    reference = volume["spec"].get("claimRef")
    return (
        reference is not None
        and reference.get("name") == name_of(claim)
        and reference.get("namespace") == claim["metadata"].get("namespace")
        and reference.get("uid", "") in ("", claim["metadata"].get("uid", ""))
    )


def _suits(volume: Object, claim: Object) -> bool:
    """Whether a volume is free (or meant for this claim) and is what the claim asks for."""
    spec, wanted = volume["spec"], claim["spec"]
    if spec.get("claimRef") is not None:
        if not _claimed_by(volume, claim):
            return False
    elif (volume.get("status") or {}).get("phase", "Available") != "Available":
        return False
    selector = wanted.get("selector")
    return (
        not deleting(volume)
        and _size_bytes(volume) >= requested_bytes(claim)
        and (spec.get("volumeMode") or "Filesystem") == (wanted.get("volumeMode") or "Filesystem")
        and (spec.get("storageClassName") or "") == (wanted.get("storageClassName") or "")
        and all(mode in (spec.get("accessModes") or ()) for mode in wanted.get("accessModes") or ())
        and (not selector or selectors.from_object(selector).matches(labels_of(volume)))
    )
