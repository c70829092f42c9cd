"""VolumeRestrictions: disks that one Pod of a node may have for writing, claims that one Pod of the cluster may use."""

from __future__ import annotations

from ....machinery.objects import Object
from ..changes import Change
from ..framework import SKIP, Attempt, Plugin, Refusal, Skip
from ..node_info import NodeInfo
from ..pod_info import PodInfo
from ..volumes import claim_called

IN_USE = (
    "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod"
)


class VolumeRestrictions(Plugin):
    """Refuse a node where a disk is taken, and every node while a ReadWriteOncePod claim is in use."""

    name = "VolumeRestrictions"
    local = False
    filters = True

    def pre_filter(self, attempt: Attempt) -> Refusal | Skip | None:
        """Count the Pods that use the Pod's exclusive claims; skip Pods without disks or such claims."""
        pod = attempt.pod
        exclusive: dict[str, None] = {}
        for name in pod.claims:
            claim = claim_called(attempt.snapshot, pod, name)
            if claim is None:
                return Refusal([f'persistentvolumeclaim "{name}" not found'], resolvable=False)
            if "ReadWriteOncePod" in (claim["spec"].get("accessModes") or ()):
                exclusive[name] = None
        if not exclusive and not pod.disks:
            return SKIP
        attempt.state[self.name] = bool(exclusive) and any(
            other.namespace == pod.namespace and any(name in exclusive for name in other.claims)
            for node in attempt.snapshot.order
            for other in node.pods.values()
        )
        return None

    def filter(self, attempt: Attempt, node: NodeInfo) -> Refusal | None:
        """Refuse a node where another Pod has the disk; or all, if another Pod has the claim."""
        for disk in attempt.pod.disks:
            for other in node.pods.values():
                if any(in_conflict(disk, taken) for taken in other.disks):
                    return Refusal(["node(s) had no available disk"])
        return Refusal([IN_USE]) if attempt.state[self.name] else None

    def worth_a_retry(self, pod: PodInfo, change: Change) -> bool:
        """A Pod with a volume has gone, a claim has come, or there is a new node."""
        other = change.pod
        if other is not None:
            return change.deleted and bool(other.claims or other.disks)
        return change.added and change.resource in ("nodes", "persistentvolumeclaims")


def in_conflict(one: Object, other: Object) -> bool:
    """Whether two Pods of the same node cannot both have these disks."""
    if "gcePersistentDisk" in one and "gcePersistentDisk" in other:
        ours, theirs = one["gcePersistentDisk"], other["gcePersistentDisk"]
        return bool(ours["pdName"] == theirs["pdName"]) and not _both_read(ours, theirs)
    if "awsElasticBlockStore" in one and "awsElasticBlockStore" in other:
        return bool(one["awsElasticBlockStore"]["volumeID"] == other["awsElasticBlockStore"]["volumeID"])
    if "iscsi" in one and "iscsi" in other:
        return bool(one["iscsi"]["iqn"] == other["iscsi"]["iqn"]) and not _both_read(one["iscsi"], other["iscsi"])
    if "rbd" in one and "rbd" in other:
        ours, theirs = one["rbd"], other["rbd"]
        return (
            any(monitor in theirs["monitors"] for monitor in ours["monitors"])
            and (ours.get("pool") or "rbd") == (theirs.get("pool") or "rbd")
            and ours["image"] == theirs["image"]
            and not _both_read(ours, theirs)
        )
    return False


def _both_read(one: Object, other: Object) -> bool:
    return bool(one.get("readOnly") and other.get("readOnly"))
