"""Liveness of workloads: once it is quiet, what is wanted is there, and what is there is wanted."""

from __future__ import annotations

from collections.abc import Iterator

from ..cluster import Cluster
from ..machinery.objects import (
    Object,
    condition_true,
    controller_of,
    deleting,
    key_of,
    name_of,
    namespace_of,
    uid_of,
    unfinished,
)
from ..machinery.resources import (
    CRONJOBS,
    DAEMONSETS,
    DEPLOYMENTS,
    JOBS,
    NAMESPACES,
    NODES,
    PODS,
    REPLICASETS,
    STATEFULSETS,
)
from ..worker_node.container_runtime import ContainerRuntime
from ..worker_node.container_runtime.images import Registry
from .machines import containers_of

MISSING_IMAGE = ("ErrImagePull", "ImagePullBackOff")


def wanted_is_actual(cluster: Cluster) -> Iterator[str]:
    """Every ReplicaSet has the Pods it wants, and says so; every Deployment has its newest ReplicaSet in full."""
    pods = [pod for pod in cluster.objects(PODS) if unfinished(pod) and not deleting(pod)]
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
    """A Pod that fits somewhere is bound, and a bound one is running, finished or waiting in a back-off that has a reason."""
    registries = [one.registry for one in cluster.components.values() if isinstance(one, ContainerRuntime)]
    for pod in cluster.objects(PODS):
        if deleting(pod):
            yield f"Pod {key_of(pod)} is still being deleted"
        elif pod["spec"].get("nodeName") and pod.get("status", {}).get("phase") == "Pending":
            states = [one for one, _ in containers_of(pod)]
            reasons = [state.get("state", {}).get("waiting", {}).get("reason", "") for state in states]
            images = [state["image"] for state in states]
            if not any(
                _has_to_wait(reason, image, registries[0]) for reason, image in zip(reasons, images, strict=True)
            ):
                yield f"Pod {key_of(pod)} is bound to {pod['spec']['nodeName']} but does not start: {reasons}"


def _has_to_wait(reason: str, image: str, registry: Registry) -> bool:
    """Whether a container waits for something that will not come by itself: an image that exists is there at the next try."""
    if reason in MISSING_IMAGE:
        return registry.image(image) is None
    return reason.endswith("BackOff") or reason.startswith("Err")
