"""Liveness of workloads: once it is quiet, what is wanted is there, and what is there is wanted."""

from __future__ import annotations

from collections.abc import Iterator

from ..cluster import Cluster
from ..machinery.cri import READY
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
    CONFIGMAPS,
    CRONJOBS,
    DAEMONSETS,
    DEPLOYMENTS,
    JOBS,
    LIMITRANGES,
    NAMESPACES,
    NODES,
    PODS,
    PRIORITYCLASSES,
    REPLICASETS,
    REPLICATIONCONTROLLERS,
    RESOURCEQUOTAS,
    SECRETS,
    SERVICEACCOUNTS,
    STATEFULSETS,
)
from ..worker_node.container_runtime import ContainerRuntime
from ..worker_node.container_runtime.images import Registry
from .machines import containers_of

OWNERS = (REPLICASETS, REPLICATIONCONTROLLERS, DEPLOYMENTS, DAEMONSETS, STATEFULSETS, JOBS, CRONJOBS, NODES)
MISSING_IMAGE = ("ErrImagePull", "ImagePullBackOff")


def wanted_is_actual(cluster: Cluster) -> Iterator[str]:
    """Every group has the Pods it wants, and says so; every Deployment has its newest ReplicaSet in full.

    What a quota, a limit or a missing priority class forbids is not there: whoever wants it says so, where its status can.
    """
    pods = [pod for pod in cluster.objects(PODS) if unfinished(pod) and not deleting(pod)]
    owned: dict[str, list[Object]] = {}
    for pod in pods:
        owner = controller_of(pod)
        if owner is not None:
            owned.setdefault(owner["uid"], []).append(pod)
    for group in (*cluster.objects(REPLICASETS), *cluster.objects(REPLICATIONCONTROLLERS)):
        if deleting(group) or _dying(cluster, group):
            continue
        name, wanted = f"{group['kind']} {key_of(group)}", group["spec"].get("replicas", 1)
        there = len(owned.get(uid_of(group), ()))
        if wanted != there and not (there < wanted and _refused(cluster, group)):
            yield f"{name} wants {wanted} Pods and has {there}"
        status = group.get("status", {})
        if status.get("replicas", 0) != there:
            yield f"{name} reports {status.get('replicas', 0)} Pods and has {there}"
        ready = sum(condition_true(pod, "Ready") for pod in owned.get(uid_of(group), ()))
        if status.get("readyReplicas", 0) != ready:
            yield f"{name} reports {status.get('readyReplicas', 0)} ready Pods and has {ready}"
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
        if not sets and not deployment["spec"].get("paused"):
            yield f"Deployment {key_of(deployment)} has no ReplicaSet"
    for daemonset in cluster.objects(DAEMONSETS):
        status = daemonset.get("status", {})
        complete = status.get("currentNumberScheduled") == status.get("desiredNumberScheduled")
        if not complete and not deleting(daemonset) and not _may_be_refused(cluster, daemonset):
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
        taken = _a_name_is_taken(cluster, statefulset, wanted)
        few = ready and len(mine) < wanted and not taken and not _may_be_refused(cluster, statefulset)
        many = len(mine) > wanted and not _blocks_itself(statefulset, mine)
        if not deleting(statefulset) and not _dying(cluster, statefulset) and (many or few):
            yield f"StatefulSet {key_of(statefulset)} wants {wanted} Pods and has {len(mine)}"


def _blocks_itself(statefulset: Object, pods: list[Object]) -> bool:
    """Whether its order stands in the way: of too many Pods the last goes first, and only if it works or is the first that does
    not. Of two that never work none goes (one by one it would not have made them; it may adopt them).
    """
    ordered = statefulset["spec"].get("podManagementPolicy", "OrderedReady") == "OrderedReady"
    idle = [pod for pod in pods if not condition_true(pod, "Ready")]
    return ordered and len(idle) > 1 and max(pods, key=_ordinal) in idle


def _a_name_is_taken(cluster: Cluster, statefulset: Object, wanted: int) -> bool:
    """Whether a Pod that it does not own has the name of one of its own: as one that it let go when its labels were changed."""
    names = {f"{key_of(statefulset)}-{ordinal}" for ordinal in range(wanted)}
    return any(key_of(pod) in names and not _owned_by(pod, statefulset) for pod in cluster.objects(PODS))


def _ordinal(pod: Object) -> int:
    return int(name_of(pod).rpartition("-")[2])


def _refused(cluster: Cluster, group: Object) -> bool:
    """Whether a group says that the API server refuses its Pods.

    Its condition keeps the words of its first failure, which may have been another one: then something must be in the way now.
    """
    said = {one["type"]: one for one in group.get("status", {}).get("conditions") or ()}
    failure = said.get("ReplicaFailure") or {}
    forbidden = " is forbidden: " in failure.get("message", "") or _may_be_refused(cluster, group)
    return failure.get("status") == "True" and forbidden


def _may_be_refused(cluster: Cluster, owner: Object) -> bool:
    """Whether something is in the way of its Pods: a quota, a limit, or a priority class or an account that is not there."""
    limits = (*cluster.objects(RESOURCEQUOTAS), *cluster.objects(LIMITRANGES))
    if any(namespace_of(one) == namespace_of(owner) for one in limits):
        return True
    spec = owner["spec"]["template"]["spec"]
    priority, account = spec.get("priorityClassName"), spec.get("serviceAccountName")
    if priority and priority not in {name_of(one): None for one in cluster.objects(PRIORITYCLASSES)}:
        return True
    accounts = {key_of(one): None for one in cluster.objects(SERVICEACCOUNTS)}
    return bool(account) and f"{namespace_of(owner)}/{account}" not in accounts


def _dying(cluster: Cluster, obj: Object) -> bool:
    return any(deleting(space) for space in cluster.objects(NAMESPACES) if name_of(space) == namespace_of(obj))


def _owned_by(obj: Object, owner: Object) -> bool:
    reference = controller_of(obj)
    return reference is not None and reference["uid"] == uid_of(owner)


def nothing_is_orphaned(cluster: Cluster) -> Iterator[str]:
    """Every owner exists; every container on a node belongs to a Pod of that node."""
    alive = {uid_of(obj): None for resource in OWNERS for obj in cluster.objects(resource)}
    for resource in (PODS, REPLICASETS, JOBS):
        for obj in cluster.objects(resource):
            owner = controller_of(obj)
            if (
                owner is not None
                and owner["kind"] in [resource.kind for resource in OWNERS]
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
            unset = "CreateContainerConfigError" in reasons and _misses_settings(cluster, pod)
            if (
                not unset
                and not _misses_a_mount(cluster, pod)
                and not _is_over(cluster, pod)
                and not any(
                    _has_to_wait(reason, image, registries[0]) for reason, image in zip(reasons, images, strict=True)
                )
            ):
                yield f"Pod {key_of(pod)} is bound to {pod['spec']['nodeName']} but does not start: {reasons}"


def _is_over(cluster: Cluster, pod: Object) -> bool:
    """Whether a Pod that runs only once has lost its sandbox on the way: its kubelet makes no second one. Fact sheet §8.5."""
    if pod["spec"].get("restartPolicy") != "Never" or not any(identity for _, identity in containers_of(pod)):
        return False
    runtime = cluster.components.get(f"container-runtime/{pod['spec']['nodeName']}")
    record = runtime.pods.get(uid_of(pod)) if isinstance(runtime, ContainerRuntime) else None
    return record is None or not any(sandbox.state == READY for sandbox in record.sandboxes)


def _misses_settings(cluster: Cluster, pod: Object) -> bool:
    """Whether a container reads a key of a ConfigMap or a Secret that is not there."""
    sources = [each.get("valueFrom") or {} for one in pod["spec"]["containers"] for each in one.get("env") or ()]
    for field, resource in (("configMapKeyRef", CONFIGMAPS), ("secretKeyRef", SECRETS)):
        there = {key_of(one): one.get("data") or {} for one in cluster.objects(resource)}
        for wanted in (source[field] for source in sources if field in source):
            if wanted["key"] not in there.get(f"{namespace_of(pod)}/{wanted['name']}", {}):
                return True
    return False


def _misses_a_mount(cluster: Cluster, pod: Object) -> bool:
    """Whether a Pod mounts a Secret that is not there: no container is made before it is. Fact sheet §8.3."""
    there = {key_of(one): None for one in cluster.objects(SECRETS)}
    wanted = [volume["secret"]["secretName"] for volume in pod["spec"].get("volumes") or () if "secret" in volume]
    return any(f"{namespace_of(pod)}/{name}" not in there for name in wanted)


def _has_to_wait(reason: str, image: str, registry: Registry) -> bool:
    """Whether a container waits for something that will not come by itself: an image that exists is there at the next try."""
    if reason in MISSING_IMAGE:
        return registry.image(image) is None
    return reason.endswith("BackOff") or reason.startswith("Err")
