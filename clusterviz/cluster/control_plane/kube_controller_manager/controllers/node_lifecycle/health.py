"""Is a node alive? It is when its Lease or its Ready condition changes; the controller's own clock counts. Fact sheet §7.8."""

from __future__ import annotations

from .....machinery.objects import Object, condition_of
from .....machinery.times import timestamp, unix_ms
from ...taints import (
    DISK_PRESSURE,
    MEMORY_PRESSURE,
    NETWORK_UNAVAILABLE,
    NOT_READY,
    PID_PRESSURE,
    UNREACHABLE,
    UNSCHEDULABLE,
)

GRACE_MS = 50_000
STARTUP_GRACE_MS = 60_000
WATCHED = ("Ready", "MemoryPressure", "DiskPressure", "PIDPressure")

# (condition, status) → the key of the NoSchedule taint that says it
TAINT_OF_CONDITION = {
    ("Ready", "False"): NOT_READY,
    ("Ready", "Unknown"): UNREACHABLE,
    ("MemoryPressure", "True"): MEMORY_PRESSURE,
    ("DiskPressure", "True"): DISK_PRESSURE,
    ("PIDPressure", "True"): PID_PRESSURE,
    ("NetworkUnavailable", "True"): NETWORK_UNAVAILABLE,
}
CONDITION_TAINTS = (*TAINT_OF_CONDITION.values(), UNSCHEDULABLE)


class Health:
    """What is remembered of one node between two looks. Times are virtual: a fork of a cluster has another epoch."""

    __slots__ = ("heartbeat", "probed_ms", "renewed")

    def __init__(self, probed_ms: int) -> None:
        self.probed_ms = probed_ms  # when it last gave a sign of life
        self.heartbeat: str | None = None
        self.renewed: str | None = None

    def look(self, node: Object, lease: Object | None, now_ms: int) -> None:
        """Take note of what the node has written since the last look."""
        ready = condition_of(node, "Ready")
        heartbeat = ready.get("lastHeartbeatTime") if ready is not None else None
        if heartbeat != self.heartbeat:
            self.heartbeat = heartbeat
            self.probed_ms = now_ms
        renewed = lease["spec"].get("renewTime") if lease is not None else None
        if renewed is not None and (self.renewed is None or renewed > self.renewed):
            self.renewed = renewed
            self.probed_ms = now_ms

    def silent_ms(self, now_ms: int) -> int:
        """For how long the node has given no sign of life."""
        return now_ms - self.probed_ms


def first_health(node: Object, now_ms: int, epoch_ms: int) -> Health:
    """What is known of a node at first sight. `now_ms` is virtual, `epoch_ms` the Unix time of virtual 0."""
    if condition_of(node, "Ready") is not None:
        return Health(now_ms)
    return Health(unix_ms(node["metadata"]["creationTimestamp"]) - epoch_ms)


def ready_status(node: Object) -> str:
    """True, False or Unknown; Unknown as long as the kubelet has not said."""
    ready = condition_of(node, "Ready")
    return str(ready["status"]) if ready is not None else "Unknown"


def with_unknown_conditions(node: Object, now_ms: int) -> Object:
    """The node with the conditions that only its kubelet could know set to Unknown; itself if they are."""
    conditions = list(node.get("status", {}).get("conditions") or ())
    now, changed = timestamp(now_ms), False
    for kind in WATCHED:
        place = next((place for place, each in enumerate(conditions) if each["type"] == kind), None)
        if place is None:
            changed = True
            conditions.append(
                {
                    "type": kind,
                    "status": "Unknown",
                    "lastHeartbeatTime": node["metadata"]["creationTimestamp"],
                    "lastTransitionTime": now,
                    "reason": "NodeStatusNeverUpdated",
                    "message": "Kubelet never posted node status.",
                }
            )
        elif conditions[place]["status"] != "Unknown":
            changed = True
            conditions[place] = {
                **conditions[place],
                "status": "Unknown",
                "lastTransitionTime": now,
                "reason": "NodeStatusUnknown",
                "message": "Kubelet stopped posting node status.",
            }
    return {**node, "status": {**node.get("status", {}), "conditions": conditions}} if changed else node


def condition_taint_keys(node: Object) -> list[str]:
    """The keys of the NoSchedule taints that the node's conditions ask for."""
    keys = [
        key
        for (kind, status), key in TAINT_OF_CONDITION.items()
        if (condition := condition_of(node, kind)) is not None and condition["status"] == status
    ]
    if node.get("spec", {}).get("unschedulable"):
        keys.append(UNSCHEDULABLE)
    return keys
