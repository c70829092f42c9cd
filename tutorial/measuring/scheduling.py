"""The scheduler alone: how many Pods it finds a place for, each second of wall time."""

from __future__ import annotations

import time

from clusterviz.cluster.control_plane.kube_scheduler.cycle import Memory, schedule
from clusterviz.cluster.control_plane.kube_scheduler.pod_info import PodInfo
from clusterviz.cluster.control_plane.kube_scheduler.snapshot import Snapshot
from clusterviz.cluster.machinery.objects import Object

from .model import Row

NODES, EQUAL_PODS, DIFFERENT_PODS = 5_000, 10_000, 1_000


def equal_pods() -> Row:
    """All Pods are of one shape, as the Pods of a Deployment are."""
    return _measured("equal", EQUAL_PODS, [_pod(number, 100, "web") for number in range(EQUAL_PODS)], 1_000)


def different_pods() -> Row:
    """No two Pods ask for the same, or have the same labels."""
    pods = [_pod(number, 10 + number, f"app-{number}") for number in range(DIFFERENT_PODS)]
    return _measured("different", DIFFERENT_PODS, pods, 100)


def _measured(what: str, count: int, pods: list[Object], at_least: int) -> Row:
    snapshot, memory, start_index, placed = _snapshot(), Memory(), 0, 0
    began = time.perf_counter()
    for pod in pods:
        info = PodInfo(pod)
        outcome = schedule(info, snapshot, memory=memory, start_index=start_index)
        assert outcome.node, "there is room for every Pod"
        start_index = outcome.next_start_index or 0
        snapshot.add_pod(info, outcome.node)
        placed += 1
    each_second = placed / (time.perf_counter() - began)
    name = f"{count:,} {what} Pods on {NODES:,} nodes"
    return Row(name, f"{each_second:,.0f} Pods/s", f"> {at_least:,} Pods/s", each_second <= at_least)


def _snapshot() -> Snapshot:
    snapshot = Snapshot()
    for number in range(NODES):
        name = f"node-{number}"
        labels = {"kubernetes.io/hostname": name, "topology.kubernetes.io/zone": f"zone-{number % 3}"}
        amounts = {"cpu": "8", "memory": "32Gi", "pods": "110"}
        node: Object = {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": name, "labels": labels},
            "spec": {},
            "status": {"capacity": amounts, "allocatable": amounts},
        }
        snapshot.set_node(node)
    return snapshot


def _pod(number: int, cpu_millis: int, app: str) -> Object:
    requests = {"cpu": f"{cpu_millis}m", "memory": f"{cpu_millis}Mi"}
    container = {"name": "c", "image": "nginx:1.27", "resources": {"requests": requests}}
    metadata = {"name": f"pod-{number}", "namespace": "default", "uid": f"uid-{number}", "labels": {"app": app}}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"containers": [container]}}
