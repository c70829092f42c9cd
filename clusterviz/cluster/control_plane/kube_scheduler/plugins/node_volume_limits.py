"""NodeVolumeLimits: a node can attach only so many volumes of a CSI driver."""

from __future__ import annotations

from ....machinery.objects import name_of
from ..changes import Change
from ..framework import SKIP, Attempt, Plugin, Refusal, Skip
from ..node_info import NodeInfo
from ..pod_info import PodInfo
from ..snapshot import Snapshot
from ..volumes import claims_of, class_of, volume_of


class NodeVolumeLimits(Plugin):
    """Refuse a node whose CSINode allows no more volumes of a driver."""

    name = "NodeVolumeLimits"
    local = False
    filters = True

    def pre_filter(self, attempt: Attempt) -> Skip | None:
        """Skip Pods without claims."""
        return None if attempt.pod.claims else SKIP

    def filter(self, attempt: Attempt, node: NodeInfo) -> Refusal | None:
        """Refuse a node where the new volumes and those that are there are too many."""
        limits = attempt.snapshot.of("csinodes").get(node.name)
        wanted = attached(attempt.snapshot, attempt.pod)
        if limits is None or not wanted:
            return None
        there: dict[str, str] = {}
        for other in node.pods.values():
            there.update(attached(attempt.snapshot, other))
        new = {volume: driver for volume, driver in wanted.items() if volume not in there}
        for driver in limits["spec"].get("drivers") or ():
            limit = (driver.get("allocatable") or {}).get("count")
            count = sum(name == driver["name"] for name in new.values())
            if limit is not None and count:
                taken = sum(name == driver["name"] for name in there.values())
                if taken + count > limit:
                    return Refusal(["node(s) exceed max volume count"])
        return None

    def worth_a_retry(self, pod: PodInfo, change: Change) -> bool:
        """A Pod with a claim has gone, or a limit has changed."""
        if change.resource == "pods":
            return change.deleted and change.pod is not None and bool(change.pod.claims)
        return change.resource == "csinodes" or (change.resource == "nodes" and change.added)


def attached(snapshot: Snapshot, pod: PodInfo) -> dict[str, str]:
    """The CSI volumes that a Pod's node has to attach, each with its driver."""
    found: dict[str, str] = {}
    for claim in claims_of(snapshot, pod):
        volume = volume_of(snapshot, claim)
        if volume is not None:
            csi = volume["spec"].get("csi")
            if csi is not None:
                found[f"{csi['driver']}/{csi['volumeHandle']}"] = csi["driver"]
        else:
            storage_class = class_of(snapshot, claim)
            if storage_class is not None:
                driver = storage_class["provisioner"]
                found[f"{driver}/{pod.namespace}/{name_of(claim)}"] = driver
    return found
