"""VolumeBinding: a Pod's claims must be bound, or there must be volumes for them that the node can reach."""

from __future__ import annotations

from ....machinery.objects import Object, deleting, name_of
from ..changes import Change
from ..framework import SKIP, Attempt, Plugin, Refusal, Skip
from ..node_info import NodeInfo
from ..pod_info import PodInfo
from ..volumes import claim_called, is_bound, match_claims, reachable_from, volume_of, waits_for_consumer


class VolumeBinding(Plugin):
    """Refuse a node that cannot reach a bound volume, or where no volume can be found for a waiting claim."""

    name = "VolumeBinding"
    local = False
    filters = True

    def pre_filter(self, attempt: Attempt) -> Refusal | Skip | None:
        """Look at the claims; skip Pods without any."""
        pod, snapshot = attempt.pod, attempt.snapshot
        if not pod.claims:
            return SKIP
        bound: list[Object] = []
        waiting: list[Object] = []
        for name in pod.claims:
            claim = claim_called(snapshot, pod, name)
            if claim is None:
                return Refusal([f'persistentvolumeclaim "{name}" not found'], resolvable=False)
            if (claim.get("status") or {}).get("phase") == "Lost":
                volume = claim["spec"].get("volumeName")
                reason = f'persistentvolumeclaim "{name}" bound to non-existent persistentvolume "{volume}"'
                return Refusal([reason], resolvable=False)
            if deleting(claim):
                return Refusal([f'persistentvolumeclaim "{name}" is being deleted'], resolvable=False)
            if is_bound(claim):
                bound.append(claim)
            elif waits_for_consumer(snapshot, claim):
                waiting.append(claim)
            else:
                return Refusal(["pod has unbound immediate PersistentVolumeClaims"], resolvable=False)
        attempt.state[self.name] = (bound, waiting)
        return None

    def filter(self, attempt: Attempt, node: NodeInfo) -> Refusal | None:
        """Refuse a node for every reason that it gives."""
        bound, waiting = attempt.state[self.name]
        reasons: list[str] = []
        volumes = [volume_of(attempt.snapshot, claim) for claim in bound]
        if None in volumes:
            reasons.append("node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)")
        elif not all(reachable_from(volume, node) for volume in volumes if volume is not None):
            reasons.append("node(s) didn't match PersistentVolume's node affinity")
        if waiting and match_claims(attempt.snapshot, waiting, node) is None:
            reasons.append("node(s) didn't find available persistent volumes to bind")
        return Refusal(reasons, resolvable=False) if reasons else None

    def worth_a_retry(self, pod: PodInfo, change: Change) -> bool:
        """One of the Pod's claims has changed, or a volume, a class or a node has come."""
        if change.resource == "persistentvolumeclaims":
            claim = change.object
            return claim["metadata"].get("namespace") == pod.namespace and name_of(claim) in pod.claims
        if change.resource == "nodes":
            return not change.deleted and change.labels_changed
        return change.resource in ("persistentvolumes", "storageclasses", "csinodes") and not change.deleted
