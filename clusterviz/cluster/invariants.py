"""What must hold in a cluster: always (safety), and once it is quiet and nothing is broken (liveness).

Each rule returns sentences about what is wrong; none means that it holds. They look through the glass wall, at etcd itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .cluster import Cluster
from .control_plane.etcd import Member
from .machinery.informer import Informer
from .machinery.objects import (
    Object,
    condition_true,
    controller_of,
    deleting,
    key_of,
    labels_of,
    name_of,
    namespace_of,
    uid_of,
)
from .machinery.quantities import milli, whole
from .machinery.resources import (
    CRONJOBS,
    DAEMONSETS,
    DEPLOYMENTS,
    ENDPOINTSLICES,
    EVENTS,
    JOBS,
    LEASES,
    NAMESPACES,
    NODES,
    PODS,
    REPLICASETS,
    SERVICES,
    STATEFULSETS,
)
from .machinery.selectors import from_map
from .machinery.trace import Hop, Timer
from .worker_node.container_runtime import ContainerRuntime

Rule = Callable[[Cluster], Iterator[str]]


def _active(pod: Object) -> bool:
    return pod.get("status", {}).get("phase") not in ("Succeeded", "Failed")


def no_node_is_overfull(cluster: Cluster) -> Iterator[str]:
    """The requests of a node's Pods fit into what it can allocate."""
    nodes = {name_of(node): node for node in cluster.objects(NODES)}
    used: dict[str, dict[str, int]] = {}
    for pod in cluster.objects(PODS):
        node = pod["spec"].get("nodeName")
        if not node or not _active(pod):
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


SAFETY: tuple[Rule, ...] = (
    no_node_is_overfull,
    revisions_only_grow,
    every_hop_has_a_cause,
    etcd_agrees,
    no_request_panicked,
)


# -- once it is quiet ---------------------------------------------------------------------------------------------------


def caches_agree_with_etcd(cluster: Cluster) -> Iterator[str]:
    """Every cache has seen every change: it holds what etcd holds, version by version."""
    for component, informer in informers(cluster):
        if informer.resource in (EVENTS, LEASES):
            continue
        stored = {}
        for kv in cluster.etcd.store.current.values():
            if not kv.key.startswith(informer.resource.etcd_prefix):
                continue
            obj = kv.value
            if informer.namespace and namespace_of(obj) != informer.namespace:
                continue
            if informer.field_selector.startswith("spec.nodeName="):
                if obj["spec"].get("nodeName") != informer.field_selector.partition("=")[2]:
                    continue
            elif informer.field_selector:
                continue
            stored[key_of(obj)] = str(kv.mod_revision)
        if informer.field_selector and not informer.field_selector.startswith("spec.nodeName="):
            continue
        seen = {key: obj["metadata"]["resourceVersion"] for key, obj in informer.objects.items()}
        for key in sorted(stored.keys() | seen.keys()):
            if stored.get(key) != seen.get(key):
                yield (
                    f"{component} sees {informer.resource.plural} {key} at {seen.get(key)}, "
                    f"but etcd has it at {stored.get(key)}"
                )


def informers(cluster: Cluster) -> Iterator[tuple[str, Informer]]:
    """Every informer of every running component, by what is reachable from its attributes."""
    for name, component in cluster.components.items():
        if not component.running:
            continue
        seen: dict[int, None] = {}
        yield from _informers_in(name, vars(component).values(), seen, 0)


def _informers_in(name: str, values: Any, seen: dict[int, None], depth: int) -> Iterator[tuple[str, Informer]]:
    for value in values:
        if id(value) in seen:
            continue
        if isinstance(value, Informer):
            seen[id(value)] = None
            yield name, value
        elif isinstance(value, dict) and depth < 3 and len(value) < 200:
            seen[id(value)] = None
            yield from _informers_in(name, value.values(), seen, depth + 1)
        elif _is_part(value) and depth < 2:
            seen[id(value)] = None
            yield from _informers_in(name, vars(value).values(), seen, depth + 1)


def _is_part(value: Any) -> bool:
    """Whether this is a part of a component: an object of the model with attributes, but no component itself."""
    ours = type(value).__module__.startswith("clusterviz")
    return ours and hasattr(value, "__dict__") and not hasattr(value, "incarnation")


def wanted_is_actual(cluster: Cluster) -> Iterator[str]:
    """Every ReplicaSet has the Pods it wants, and says so; every Deployment has its newest ReplicaSet in full."""
    pods = [pod for pod in cluster.objects(PODS) if _active(pod) and not deleting(pod)]
    owned: dict[str, list[Object]] = {}
    for pod in pods:
        owner = controller_of(pod)
        if owner is not None:
            owned.setdefault(owner["uid"], []).append(pod)
    for replicaset in cluster.objects(REPLICASETS):
        if deleting(replicaset) or _dying(cluster, replicaset):
            continue
        wanted = replicaset["spec"].get("replicas", 1)
        there = len(owned.get(uid_of(replicaset), ()))
        if wanted != there:
            yield f"ReplicaSet {key_of(replicaset)} wants {wanted} Pods and has {there}"
        reported = replicaset.get("status", {}).get("replicas", 0)
        if reported != there:
            yield f"ReplicaSet {key_of(replicaset)} reports {reported} Pods and has {there}"
    for deployment in cluster.objects(DEPLOYMENTS):
        if deleting(deployment) or _dying(cluster, deployment):
            continue
        status = deployment.get("status", {})
        if status.get("observedGeneration") != deployment["metadata"].get("generation"):
            yield f"Deployment {key_of(deployment)} has a change that its controller has not observed"
        sets = [one for one in cluster.objects(REPLICASETS) if _owned_by(one, deployment)]
        wanted = deployment["spec"].get("replicas", 1)
        if sets and sum(one["spec"].get("replicas", 1) for one in sets) < wanted:
            yield f"Deployment {key_of(deployment)} wants {wanted} Pods, but its ReplicaSets want fewer"
        if not sets:
            yield f"Deployment {key_of(deployment)} has no ReplicaSet"
    for daemonset in cluster.objects(DAEMONSETS):
        status = daemonset.get("status", {})
        if status.get("currentNumberScheduled") != status.get("desiredNumberScheduled"):
            yield f"DaemonSet {key_of(daemonset)} misses Pods: {status}"

    for job in cluster.objects(JOBS):
        there = len(owned.get(uid_of(job), ()))
        reported = job.get("status", {}).get("active", 0)
        if reported != there and not deleting(job):
            yield f"Job {key_of(job)} reports {reported} active Pods and has {there}"
    for statefulset in cluster.objects(STATEFULSETS):
        mine = owned.get(uid_of(statefulset), [])
        wanted = statefulset["spec"].get("replicas", 1)
        ready = all(condition_true(pod, "Ready") for pod in mine)
        if not deleting(statefulset) and (len(mine) > wanted or (ready and len(mine) < wanted)):
            yield f"StatefulSet {key_of(statefulset)} wants {wanted} Pods and has {len(mine)}"


def _dying(cluster: Cluster, obj: Object) -> bool:
    return any(deleting(space) for space in cluster.objects(NAMESPACES) if name_of(space) == namespace_of(obj))


def _owned_by(obj: Object, owner: Object) -> bool:
    reference = controller_of(obj)
    return reference is not None and reference["uid"] == uid_of(owner)


def nothing_is_orphaned(cluster: Cluster) -> Iterator[str]:
    """Every owner exists; every container on a node belongs to a Pod of that node."""
    alive = {
        uid_of(obj): None
        for resource in (REPLICASETS, DEPLOYMENTS, DAEMONSETS, STATEFULSETS, JOBS, CRONJOBS, NODES)
        for obj in cluster.objects(resource)
    }
    for resource in (PODS, REPLICASETS, JOBS):
        for obj in cluster.objects(resource):
            owner = controller_of(obj)
            if (
                owner is not None
                and owner["kind"] in ("ReplicaSet", "Deployment", "DaemonSet", "StatefulSet", "Job", "CronJob")
                and owner["uid"] not in alive
            ):
                yield f"{resource.kind} {key_of(obj)} outlived its owner {owner['kind']} {owner['name']}"
    pods = {uid_of(pod): pod for pod in cluster.objects(PODS)}
    for component in cluster.components.values():
        if isinstance(component, ContainerRuntime) and component.running:
            for uid in component.pods:
                pod = pods.get(uid)
                if pod is None:
                    yield f"{component.name} still runs the sandbox of a Pod that does not exist: {uid}"
                elif pod["spec"].get("nodeName") != component.node:
                    yield f"{component.name} runs {key_of(pod)}, which is bound to {pod['spec'].get('nodeName')}"


def pods_are_settled(cluster: Cluster) -> Iterator[str]:
    """A Pod that fits somewhere is bound, and a bound one is running, finished or waiting in a back-off."""
    for pod in cluster.objects(PODS):
        if deleting(pod):
            yield f"Pod {key_of(pod)} is still being deleted"
        elif pod["spec"].get("nodeName") and pod.get("status", {}).get("phase") == "Pending":
            states = pod["status"].get("containerStatuses", ())
            reasons = [state.get("state", {}).get("waiting", {}).get("reason", "") for state in states]
            if not any(reason.endswith("BackOff") or reason.startswith("Err") for reason in reasons):
                yield f"Pod {key_of(pod)} is bound to {pod['spec']['nodeName']} but does not start: {reasons}"


def services_point_at_ready_pods(cluster: Cluster) -> Iterator[str]:
    """The ready endpoints of every Service are the addresses of its ready Pods."""
    for service in cluster.objects(SERVICES):
        selector = service["spec"].get("selector")
        if not selector:
            continue
        wanted = sorted(
            pod["status"]["podIP"]
            for pod in cluster.objects(PODS)
            if namespace_of(pod) == namespace_of(service)
            and from_map(selector).matches(labels_of(pod))
            and _active(pod)
            and not deleting(pod)
            and condition_true(pod, "Ready")
        )
        there = sorted(
            address
            for slice_ in cluster.objects(ENDPOINTSLICES)
            if namespace_of(slice_) == namespace_of(service)
            and labels_of(slice_).get("kubernetes.io/service-name") == name_of(service)
            for endpoint in slice_.get("endpoints") or ()
            if endpoint.get("conditions", {}).get("ready")
            for address in endpoint["addresses"]
        )
        if wanted != there:
            yield f"Service {key_of(service)} leads to {there}, but its ready Pods are {wanted}"


QUIET: tuple[Rule, ...] = (
    caches_agree_with_etcd,
    wanted_is_actual,
    nothing_is_orphaned,
    pods_are_settled,
    services_point_at_ready_pods,
)


def broken(cluster: Cluster, rules: tuple[Rule, ...]) -> list[str]:
    """Every sentence that any of these rules has to say."""
    return [sentence for rule in rules for sentence in rule(cluster)]
