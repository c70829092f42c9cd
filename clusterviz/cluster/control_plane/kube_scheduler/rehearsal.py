"""A rehearsal: the scheduler's decisions without a cluster around it. The cluster is told, the decision is data.

The data have the shape of the recorded decisions of a real kube-scheduler, so that they can be laid side by side.
"""

from __future__ import annotations

from typing import Any

from ...machinery.objects import Object, key_of, name_of, with_value
from .cycle import Memory, schedule
from .framework import Refusal
from .outcome import Outcome
from .plugins.default_preemption import NOT_HELPFUL
from .pod_info import PodInfo, finished
from .snapshot import Snapshot
from .volumes import BOUND_ANNOTATION, claims_of, match_claims, waits_for_consumer

GATED = "Scheduling is blocked due to non-empty scheduling gates"

PLURALS = {
    "Namespace": "namespaces", "Service": "services", "ReplicaSet": "replicasets", "StatefulSet": "statefulsets",
    "ReplicationController": "replicationcontrollers", "PodDisruptionBudget": "poddisruptionbudgets",
    "PersistentVolume": "persistentvolumes", "PersistentVolumeClaim": "persistentvolumeclaims",
    "StorageClass": "storageclasses", "CSINode": "csinodes", "PriorityClass": "priorityclasses",
    "RuntimeClass": "runtimeclasses",
}  # fmt: skip


class Rehearsal:
    """A snapshot that one tells what there is, and asks for decisions."""

    def __init__(self) -> None:
        self.snapshot = Snapshot()
        self.memory = Memory()

    def put(self, obj: Object) -> None:
        """An object is there, or has changed. A Pod counts if it has a node and has not finished."""
        kind = obj["kind"]
        if kind == "Node":
            self.snapshot.set_node(obj)
        elif kind != "Pod":
            self.snapshot.put(PLURALS[kind], obj)
        elif finished(obj):
            self.snapshot.remove_pod(key_of(obj))
        elif obj["spec"].get("nodeName"):
            pod = PodInfo(obj)
            if pod.key not in self.snapshot.pods:
                self._bind_volumes(pod, obj["spec"]["nodeName"])
            self.snapshot.nominate(pod, "")
            self.snapshot.add_pod(pod, obj["spec"]["nodeName"])
        else:
            pod = PodInfo(obj)
            self.snapshot.nominate(pod, pod.nominated_node)

    def _bind_volumes(self, pod: PodInfo, node_name: str) -> None:
        """Claims that waited for this Pod get the volumes that were chosen for them."""
        node = self.snapshot.nodes.get(node_name)
        claims = [claim for claim in claims_of(self.snapshot, pod) if waits_for_consumer(self.snapshot, claim)]
        if node is None or not claims:
            return
        chosen = match_claims(self.snapshot, claims, node) or {}
        for claim in claims:
            volume = chosen.get(name_of(claim))
            if volume is not None:
                reference = {"namespace": pod.namespace, "name": name_of(claim)}
                self.snapshot.put("persistentvolumes", with_value(volume, ("spec", "claimRef"), reference))
                claim = with_value(claim, ("metadata", "annotations", BOUND_ANNOTATION), "yes")
                self.snapshot.put("persistentvolumeclaims", with_value(claim, ("spec", "volumeName"), name_of(volume)))

    def _waits_for_volume(self, pod: PodInfo, node_name: str) -> bool:
        claims = [claim for claim in claims_of(self.snapshot, pod) if waits_for_consumer(self.snapshot, claim)]
        chosen = match_claims(self.snapshot, claims, self.snapshot.nodes[node_name]) or {}
        return len(chosen) < len(claims)

    def remove_pod(self, pod: Object) -> None:
        """A Pod is gone."""
        self.snapshot.nominate(PodInfo(pod), "")
        self.snapshot.remove_pod(key_of(pod))

    def decide(self, pod: Object) -> dict[str, Any]:
        """Try one Pod against all nodes. Nothing changes."""
        if pod["spec"].get("schedulingGates"):
            return {"outcome": "gated", "node": None, "message": GATED, "condition_reason": "SchedulingGated"}
        outcome = schedule(PodInfo(pod), self.snapshot, memory=self.memory, percentage=100)
        found = _described(outcome)
        if outcome.node and self._waits_for_volume(outcome.pod, outcome.node):
            found["outcome"] = "waiting_for_volume"
        return found


def _described(outcome: Outcome) -> dict[str, Any]:
    feasible = [node.name for node in outcome.feasible]
    refusals = outcome.refusals
    if outcome.outright is not None:
        refusals = dict.fromkeys(outcome.names, outcome.outright)
    found: dict[str, Any] = {
        "outcome": "bound" if outcome.node else "unschedulable",
        "node": outcome.node or None,
        "filter_failures": {name: _refusal(refusal, code=True) for name, refusal in refusals.items()},
    }
    if outcome.nodes:
        found["feasible"] = sorted(feasible)
    if outcome.nominated_only:
        found["evaluated"] = "nominated_node_only"
    if outcome.node:
        found["node_any_of"] = sorted(outcome.best)
    else:
        found["message"] = outcome.message
    if outcome.outright is not None and outcome.outright.plugin:
        found["prefilter_message"] = ", ".join(outcome.outright.reasons)
    if outcome.totals:
        found["scores"] = {
            plugin: dict(zip(feasible, scores, strict=True)) for plugin, scores in outcome.scores.items()
        }
        found["totals"] = dict(zip(feasible, outcome.totals, strict=True))
    tried = outcome.preemption
    if tried is not None:
        found["victims"] = sorted(victim.key for victim in tried.chosen.victims) if tried.chosen else []
        found["nominatedNodeName"] = tried.chosen.node if tried.chosen else ""
        if tried.ineligible:
            found["preemption_ineligible"] = tried.ineligible
        else:
            found["preemption"] = {
                "candidates": [
                    {
                        "node": candidate.node,
                        "victims": [victim.key for victim in candidate.victims],
                        "pdb_violations": candidate.pdb_violations,
                    }
                    for candidate in tried.candidates
                ],
                "node_any_of": sorted(tried.best),
                "not_helpful": {
                    name: _refusal(refusal)
                    for name, refusal in tried.not_helpful.items()
                    if refusal.reasons != (NOT_HELPFUL,)
                },
            }
    return found


def _refusal(refusal: Refusal, code: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = {"plugin": refusal.plugin, "reasons": sorted(refusal.reasons)}
    if code:
        found["code"] = "Unschedulable" if refusal.resolvable else "UnschedulableAndUnresolvable"
    return found
