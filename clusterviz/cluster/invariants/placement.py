"""Liveness of placement: once it is quiet, no Pod waits beside a node that would take it, and who waits knows why. Fact sheet §6."""

from __future__ import annotations

from collections.abc import Iterator

from ..cluster import Cluster
from ..machinery.objects import Object, deleting, key_of, labels_of, name_of, unfinished
from ..machinery.quantities import milli, whole
from ..machinery.resources import NODES, PODS
from ..machinery.selectors import from_object

# Who asks for more than room has further conditions, which are not worked out here again.
CONDITIONS = ("volumes", "affinity", "nodeSelector", "topologySpreadConstraints", "schedulingGates", "initContainers")
ACCOUNT_VOLUME = "kube-api-access-"


def who_waits_fits_nowhere(cluster: Cluster) -> Iterator[str]:
    """A Pod without a node says that it is unschedulable; one that asks for nothing but room finds none on any open node."""
    pods = [pod for pod in cluster.objects(PODS) if unfinished(pod)]
    for pod in pods:
        if pod["spec"].get("nodeName") or deleting(pod):
            continue
        said = {one["type"]: one.get("reason") for one in (pod.get("status") or {}).get("conditions") or ()}
        if said.get("PodScheduled") != "Unschedulable":
            yield f"Pod {key_of(pod)} waits for a node and does not say why: {said}"
        if _asks_for_room_only(pod):
            if _keeps_away(pods, pod):
                continue
            roomy = sorted(name_of(node) for node in cluster.objects(NODES) if _takes(node, pods, pod))
            if roomy:
                yield f"Pod {key_of(pod)} waits for a node, but it would fit on {roomy}"


def _asks_for_room_only(pod: Object) -> bool:
    volumes = [one for one in pod["spec"].get("volumes") or () if not one["name"].startswith(ACCOUNT_VOLUME)]
    return not any(volumes if name == "volumes" else pod["spec"].get(name) for name in CONDITIONS)


def _keeps_away(pods: list[Object], pod: Object) -> bool:
    """Whether a Pod that has a node wants no such Pod near itself, wherever that is."""
    for one in pods:
        wishes = (one["spec"].get("affinity") or {}).get("podAntiAffinity") or {}
        for term in wishes.get("requiredDuringSchedulingIgnoredDuringExecution") or ():
            if one["spec"].get("nodeName") and from_object(term.get("labelSelector")).matches(labels_of(pod)):
                return True
    return False


def _takes(node: Object, pods: list[Object], pod: Object) -> bool:
    """Whether a node is open to everybody and has room for what the Pod's containers ask for."""
    allocatable = (node.get("status") or {}).get("allocatable")
    if not allocatable or node["spec"].get("unschedulable"):
        return False
    if any(taint["effect"] != "PreferNoSchedule" for taint in node["spec"].get("taints") or ()):
        return False
    there = [one for one in pods if one["spec"].get("nodeName") == name_of(node)]
    room = {"cpu": milli(allocatable["cpu"]), "memory": whole(allocatable["memory"])}
    used = {name: sum(_most(one, name) for one in there) for name in room}
    return len(there) < int(allocatable["pods"]) and all(used[name] + _most(pod, name) <= room[name] for name in room)


def _most(pod: Object, resource: str) -> int:
    """No less than what a Pod asks for: all of its containers at once."""
    of = milli if resource == "cpu" else whole
    containers = [*pod["spec"]["containers"], *(pod["spec"].get("initContainers") or ())]
    return sum(of(one.get("resources", {}).get("requests", {}).get(resource, "0")) for one in containers)
