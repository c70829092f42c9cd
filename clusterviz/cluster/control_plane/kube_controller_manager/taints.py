"""Taints, as controllers see and set them. Fact sheet §7.8, §7.9, §10.9."""

from __future__ import annotations

from ...machinery.objects import Object

NOT_READY = "node.kubernetes.io/not-ready"
UNREACHABLE = "node.kubernetes.io/unreachable"
UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
MEMORY_PRESSURE = "node.kubernetes.io/memory-pressure"
DISK_PRESSURE = "node.kubernetes.io/disk-pressure"
PID_PRESSURE = "node.kubernetes.io/pid-pressure"
NETWORK_UNAVAILABLE = "node.kubernetes.io/network-unavailable"
OUT_OF_SERVICE = "node.kubernetes.io/out-of-service"

NO_SCHEDULE = "NoSchedule"
NO_EXECUTE = "NoExecute"


def taints_of(node: Object) -> list[Object]:
    """The node's taints."""
    return node.get("spec", {}).get("taints") or []


def has_taint(node: Object, key: str, effect: str) -> bool:
    """Whether the node has a taint with this key and effect."""
    return any(taint["key"] == key and taint["effect"] == effect for taint in taints_of(node))
