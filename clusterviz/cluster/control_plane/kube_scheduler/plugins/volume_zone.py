"""VolumeZone: a volume with a zone label is out of reach from other zones."""

from __future__ import annotations

from ....machinery.objects import labels_of
from ..changes import Change
from ..framework import SKIP, Attempt, Plugin, Refusal, Skip
from ..node_info import REGION_LABEL, ZONE_LABEL, NodeInfo
from ..pod_info import PodInfo
from ..volumes import claims_of, volume_of

OLD_LABELS = {
    "failure-domain.beta.kubernetes.io/zone": ZONE_LABEL,
    "failure-domain.beta.kubernetes.io/region": REGION_LABEL,
}
LABELS = (ZONE_LABEL, REGION_LABEL, *OLD_LABELS)


class VolumeZone(Plugin):
    """Refuse a node in another zone or region than a volume of the Pod."""

    name = "VolumeZone"
    local = False
    filters = True

    def pre_filter(self, attempt: Attempt) -> Skip | None:
        """Collect where the volumes are; skip Pods whose volumes are anywhere."""
        places: list[tuple[str, list[str]]] = []
        for claim in claims_of(attempt.snapshot, attempt.pod):
            volume = volume_of(attempt.snapshot, claim)
            if volume is not None:
                labels = labels_of(volume)
                places += [(label, labels[label].split("__")) for label in LABELS if label in labels]
        if not places:
            return SKIP
        attempt.state[self.name] = places
        return None

    def filter(self, attempt: Attempt, node: NodeInfo) -> Refusal | None:
        """Refuse a node that is elsewhere. A node that does not say where it is may be anywhere."""
        if not any(label in node.labels for label in LABELS):
            return None
        for label, values in attempt.state[self.name]:
            value = node.labels.get(label, node.labels.get(OLD_LABELS.get(label, label)))
            if value not in values:
                return Refusal(["node(s) had no available volume zone"], resolvable=False)
        return None

    def worth_a_retry(self, pod: PodInfo, change: Change) -> bool:
        """A volume, a claim or a class has changed, or a node's labels have."""
        if change.resource == "nodes":
            return not change.deleted and change.labels_changed
        return change.resource in ("persistentvolumes", "persistentvolumeclaims", "storageclasses")
