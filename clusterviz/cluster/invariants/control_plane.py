"""Safety of the control plane: what must hold at every moment, whatever is broken."""

from __future__ import annotations

from collections.abc import Iterator

from ..cluster import Cluster
from ..control_plane.etcd import Member
from ..machinery.objects import name_of, unfinished
from ..machinery.quantities import milli, whole
from ..machinery.resources import NODES, PODS
from ..machinery.trace import Hop, Timer


def no_node_is_overfull(cluster: Cluster) -> Iterator[str]:
    """The requests of a node's Pods fit into what it can allocate."""
    nodes = {name_of(node): node for node in cluster.objects(NODES)}
    used: dict[str, dict[str, int]] = {}
    for pod in cluster.objects(PODS):
        node = pod["spec"].get("nodeName")
        if not node or not unfinished(pod):
            continue
        totals = used.setdefault(node, {"cpu": 0, "memory": 0, "pods": 0})
        totals["pods"] += 1
        for container in pod["spec"]["containers"]:
            requests = container.get("resources", {}).get("requests", {})
            totals["cpu"] += milli(requests.get("cpu", "0"))
            totals["memory"] += whole(requests.get("memory", "0"))
    for name, totals in sorted(used.items()):
        if name not in nodes:
            continue
        allocatable = nodes[name].get("status", {}).get("allocatable")
        if not allocatable:
            continue
        room = {
            "cpu": milli(allocatable["cpu"]),
            "memory": whole(allocatable["memory"]),
            "pods": int(allocatable["pods"]),
        }
        for resource, amount in totals.items():
            if amount > room[resource]:
                yield f"{name} is overfull: its Pods ask for {amount} {resource} of {room[resource]}"


def revisions_only_grow(cluster: Cluster) -> Iterator[str]:
    """No key carries a revision from the future, and every version knows its past."""
    store = cluster.etcd.store
    for key, kv in store.current.items():
        if not 0 < kv.create_revision <= kv.mod_revision <= store.revision:
            yield f"{key} has revisions {kv.create_revision} … {kv.mod_revision}, but the store is at {store.revision}"


def every_hop_has_a_cause(cluster: Cluster) -> Iterator[str]:
    """Only pokes and the periodic timers of boot are roots."""
    for record in cluster.trace.records():
        if isinstance(record, Timer):
            continue
        if getattr(record, "cause", 0) is None:
            yield f"nothing caused {record}"
        elif isinstance(record, Hop) and record.cause is not None and record.cause >= record.id:
            yield f"a hop was caused by its own future: {record}"


def members_agree(members: tuple[Member, ...]) -> Iterator[str]:
    """Raft's promises: one leader in a term, equal logs as far as they are agreed, and equal stores after equal entries."""
    leading: dict[int, str] = {}
    for member in members:
        if member.running and member.raft.leads:
            first = leading.setdefault(member.raft.term, member.name)
            if first != member.name:
                yield f"{first} and {member.name} both lead term {member.raft.term}"
    for number, one in enumerate(members):
        for other in members[number + 1 :]:
            logs = one.raft.log, other.raft.log
            agreed = min(one.applied, other.applied)
            for index in range(max(log.start for log in logs) + 1, min(agreed, *(log.last for log in logs)) + 1):
                if logs[0].at(index)[:2] != logs[1].at(index)[:2]:
                    yield f"{one.name} and {other.name} have agreed on different entries at index {index}"
                    break
            if one.applied == other.applied and one.store.current != other.store.current:
                yield f"{one.name} and {other.name} have applied {agreed} entries, but their stores differ"


def etcd_agrees(cluster: Cluster) -> Iterator[str]:
    """The members of etcd never contradict each other."""
    if len(cluster.members) > 1:
        yield from members_agree(cluster.members)


def no_request_panicked(cluster: Cluster) -> Iterator[str]:
    """No request met a mistake in the API server itself."""
    yield from cluster.api_server.panics
