"""Random pokes: what a learner might do, drawn from one seeded generator. Every quantity varies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...cluster.cluster import CONTROL_PLANE, Cluster
from ...cluster.machinery.api import STRATEGIC_PATCH, Request
from ...cluster.machinery.chance import Chance
from ...cluster.machinery.objects import Object, name_of, namespace_of
from ...cluster.machinery.resources import (
    CONFIGMAPS,
    CRONJOBS,
    DAEMONSETS,
    DEPLOYMENTS,
    HORIZONTALPODAUTOSCALERS,
    INGRESSES,
    JOBS,
    LIMITRANGES,
    NAMESPACES,
    NETWORKPOLICIES,
    NODES,
    PERSISTENTVOLUMECLAIMS,
    PERSISTENTVOLUMES,
    PODDISRUPTIONBUDGETS,
    PODS,
    PRIORITYCLASSES,
    REPLICASETS,
    REPLICATIONCONTROLLERS,
    RESOURCEQUOTAS,
    SERVICES,
    STATEFULSETS,
    Resource,
)
from .asking import Poke, ask, change, create, pick
from .breaking import fault
from .owners import owners_deed
from .placing import label_node
from .pod_specs import IMAGES, VOLUME_CLASS, one_of, pod_spec
from .surroundings import app, create_service, create_surroundings

SCALED = (DEPLOYMENTS, DEPLOYMENTS, DEPLOYMENTS, REPLICASETS, STATEFULSETS, REPLICATIONCONTROLLERS)
SURROUNDINGS = (
    CONFIGMAPS,
    HORIZONTALPODAUTOSCALERS,
    INGRESSES,
    LIMITRANGES,
    NETWORKPOLICIES,
    PERSISTENTVOLUMECLAIMS,
    PERSISTENTVOLUMES,
    PODDISRUPTIONBUDGETS,
    PRIORITYCLASSES,
    RESOURCEQUOTAS,
)


def selector(name: str, chance: Chance) -> Object:
    """Selects the Pods of this app, in one of the two ways to say so."""
    if chance.below(6):
        return {"matchLabels": {"app": name}}
    return {"matchExpressions": [{"key": "app", "operator": "In", "values": [name, f"{name}-too"]}]}


def create_deployment(cluster: Cluster, chance: Chance) -> str | None:
    name = f"d{chance.below(6)}"
    template = {"metadata": {"labels": {"app": name}}, "spec": pod_spec(chance)}
    spec: Object = {
        "replicas": chance.below(8),
        "selector": selector(name, chance),
        "template": template,
    }
    if not chance.below(4):
        spec["strategy"] = {"type": "Recreate"}
    return create(cluster, DEPLOYMENTS, name, spec=spec)


def create_group(cluster: Cluster, chance: Chance) -> str | None:
    """A bare ReplicaSet or a ReplicationController. Those of one number want the same Pods, and adopt what nobody owns."""
    label: Object = {"app": f"r{chance.below(3)}"}
    template: Object = {"metadata": {"labels": label}, "spec": pod_spec(chance)}
    spec: Object = {"replicas": chance.below(6), "template": template}
    if not chance.below(4):
        spec["minReadySeconds"] = chance.below(20)
    if chance.below(2):
        return create(cluster, REPLICASETS, label["app"], spec=spec | {"selector": {"matchLabels": label}})
    return create(cluster, REPLICATIONCONTROLLERS, label["app"], spec=spec | {"selector": label})


def create_pod(cluster: Cluster, chance: Chance) -> str | None:
    name = f"p{chance.below(10)}"
    spec = pod_spec(chance)
    spec["restartPolicy"] = one_of(("Always", "OnFailure", "Never"), chance)
    body = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {"app": app(chance)}},
        "spec": spec,
    }
    return ask(cluster, Request("create", PODS, "default", body=body), f"create pod {name}: {spec}")


def create_other_workload(cluster: Cluster, chance: Chance) -> str | None:
    """A StatefulSet, a DaemonSet, a Job or a CronJob."""
    kind, number = chance.below(4), chance.below(3)
    name = f"{('s', 'a', 'j', 'c')[kind]}{number}"
    template: Object = {"metadata": {"labels": {"app": name}}, "spec": pod_spec(chance)}
    selected: Object = {"selector": selector(name, chance), "template": template}
    seconds, status = chance.below(30), chance.below(2)
    worker = {"name": "main", "image": "busybox", "command": ["sh", "-c", f"sleep {seconds}; exit {status}"]}
    job: Object = {"template": {"spec": {"restartPolicy": "Never", "containers": [worker]}}}
    job |= {"backoffLimit": chance.below(3), "completions": 1 + chance.below(3), "parallelism": 1 + chance.below(3)}
    match kind:
        case 0:
            policy = one_of(("OrderedReady", "Parallel"), chance)
            spec = {"serviceName": name, "replicas": chance.below(4), "podManagementPolicy": policy, **selected}
            if not chance.below(4):
                wish: Object = {"accessModes": ["ReadWriteOnce"], "storageClassName": VOLUME_CLASS}
                wish |= {"resources": {"requests": {"storage": "100Mi"}}}
                spec["volumeClaimTemplates"] = [{"metadata": {"name": "data"}, "spec": wish}]
            return create(cluster, STATEFULSETS, name, spec=spec)
        case 1:
            return create(cluster, DAEMONSETS, name, spec=selected)
        case 2:
            if not chance.below(3):
                job["completionMode"] = "Indexed"
            if not chance.below(4):
                job["ttlSecondsAfterFinished"] = chance.below(60)
            return create(cluster, JOBS, name, spec=job)
    return create(cluster, CRONJOBS, name, spec={"schedule": "* * * * *", "jobTemplate": {"spec": job}})


def scale(cluster: Cluster, chance: Chance) -> str | None:
    resource = SCALED[chance.below(len(SCALED))]
    found = pick(cluster.objects(resource), chance)
    if found is None:
        return None
    replicas = chance.below(10)
    text = f"scale {resource.singular} {name_of(found)} to {replicas}"
    return change(cluster, resource, found, {"spec": {"replicas": replicas}}, text)


def relabel(cluster: Cluster, chance: Chance) -> str | None:
    """A Pod gets the label of another workload, or none: its owner lets it go, another one may adopt it."""
    pod = pick(cluster.objects(PODS), chance)
    if pod is None:
        return None
    label = app(chance) if chance.below(3) else None
    return change(
        cluster, PODS, pod, {"metadata": {"labels": {"app": label}}}, f"label pod {name_of(pod)}: app={label}"
    )


def pause(cluster: Cluster, chance: Chance) -> str | None:
    """A rollout stands still, or goes on; a Job is suspended, or goes on."""
    resource, field = ((DEPLOYMENTS, "paused"), (JOBS, "suspend"))[chance.below(2)]
    found = pick(cluster.objects(resource), chance)
    if found is None:
        return None
    still = bool(chance.below(2))
    text = f"set {field} of {resource.singular} {name_of(found)} to {still}"
    return change(cluster, resource, found, {"spec": {field: still}}, text)


def evict(cluster: Cluster, chance: Chance) -> str | None:
    """Ask a Pod politely to go: its disruption budget may refuse."""
    pod = pick(cluster.objects(PODS), chance)
    if pod is None:
        return None
    return ask(cluster, _eviction(pod), f"evict {name_of(pod)}")


def drain(cluster: Cluster, chance: Chance) -> str | None:
    """A node is cordoned, and every Pod on it that is no DaemonSet's is asked to go once."""
    node = pick(cluster.objects(NODES), chance)
    if node is None or name_of(node) == CONTROL_PLANE:
        return None
    change(cluster, NODES, node, {"spec": {"unschedulable": True}}, f"cordon {name_of(node)}")
    for pod in cluster.objects(PODS):
        owners = [owner["kind"] for owner in pod["metadata"].get("ownerReferences", ())]
        if pod["spec"].get("nodeName") == name_of(node) and not {"DaemonSet", "Node"}.intersection(owners):
            ask(cluster, _eviction(pod), f"evict {name_of(pod)}")
    return f"drain {name_of(node)}"


def _eviction(pod: Object) -> Request:
    metadata = {"name": name_of(pod), "namespace": namespace_of(pod)}
    body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": metadata}
    return Request("create", PODS, namespace_of(pod), name_of(pod), "eviction", body=body)


def change_image(cluster: Cluster, chance: Chance) -> str | None:
    deployment = pick(cluster.objects(DEPLOYMENTS), chance)
    if deployment is None:
        return None
    image = one_of(IMAGES, chance)
    body = {"spec": {"template": {"spec": {"containers": [{"name": "main", "image": image, "command": None}]}}}}
    request = Request("patch", DEPLOYMENTS, "default", name_of(deployment), body=body, content_type=STRATEGIC_PATCH)
    return ask(cluster, request, f"set image of deployment {name_of(deployment)} to {image}")


def _delete(resource: Resource) -> Poke:
    def delete(cluster: Cluster, chance: Chance) -> str | None:
        obj = pick(cluster.objects(resource), chance)
        if obj is None:
            return None
        options: dict[str, Any] = {}
        if resource is not PODS and not chance.below(3):
            options["propagationPolicy"] = one_of(("Background", "Foreground", "Orphan"), chance)
        if resource is PODS and not chance.below(5):
            options["gracePeriodSeconds"] = chance.below(3)
        request = Request("delete", resource, namespace_of(obj), name_of(obj), body=options)
        return ask(cluster, request, f"delete {resource.singular} {name_of(obj)} {options or ''}".rstrip())

    return delete


def delete_surroundings(cluster: Cluster, chance: Chance) -> str | None:
    """Something around the workloads goes."""
    return _delete(SURROUNDINGS[chance.below(len(SURROUNDINGS))])(cluster, chance)


def delete_namespace(cluster: Cluster, chance: Chance) -> str | None:
    """A namespace that somebody has made goes, with all that is in it."""
    spaces = [one for one in cluster.objects(NAMESPACES) if name_of(one)[:1] == "z"]
    space = pick(spaces, chance)
    if space is None:
        return None
    return ask(cluster, Request("delete", NAMESPACES, "", name_of(space)), f"delete namespace {name_of(space)}")


def cordon(cluster: Cluster, chance: Chance) -> str | None:
    node = pick(cluster.objects(NODES), chance)
    if node is None or name_of(node) == CONTROL_PLANE:
        return None
    closed = bool(chance.below(2))
    text = f"set unschedulable of {name_of(node)} to {closed}"
    return change(cluster, NODES, node, {"spec": {"unschedulable": closed}}, text)


def taint(cluster: Cluster, chance: Chance) -> str | None:
    """Keep Pods away from a node, or let them come again."""
    node = pick(cluster.objects(NODES), chance)
    if node is None or name_of(node) == CONTROL_PLANE:
        return None
    effect = one_of(("NoSchedule", "PreferNoSchedule", "NoExecute"), chance)
    change: Object = {"key": "kept", "value": "away", "effect": effect} if chance.below(2) else {"$patch": "delete"}
    body = {"spec": {"taints": [{"key": "kept", **change}]}}
    request = Request("patch", NODES, "", name_of(node), body=body, content_type=STRATEGIC_PATCH)
    return ask(cluster, request, f"taint {name_of(node)}: {change}")


def delete_node(cluster: Cluster, chance: Chance) -> str | None:
    """The Node object goes; its machine does not know, and its kubelet registers only when it starts."""
    node = pick(cluster.objects(NODES), chance)
    if node is None or name_of(node) == CONTROL_PLANE:
        return None
    return ask(cluster, Request("delete", NODES, "", name_of(node)), f"delete node {name_of(node)}")


POKES: tuple[tuple[int, Poke], ...] = (
    (6, create_deployment),
    (3, create_group),
    (4, create_pod),
    (3, create_service),
    (5, create_other_workload),
    (7, create_surroundings),
    (6, owners_deed),
    (5, scale),
    (3, change_image),
    (1, pause),
    (1, relabel),
    (4, _delete(PODS)),
    (2, _delete(DEPLOYMENTS)),
    (1, _delete(REPLICASETS)),
    (1, _delete(REPLICATIONCONTROLLERS)),
    (1, _delete(SERVICES)),
    (1, _delete(STATEFULSETS)),
    (1, _delete(DAEMONSETS)),
    (1, _delete(JOBS)),
    (1, _delete(CRONJOBS)),
    (2, delete_surroundings),
    (1, delete_namespace),
    (1, evict),
    (1, drain),
    (2, cordon),
    (1, taint),
    (2, label_node),
    (1, delete_node),
    (17, fault),
)


def random_poke(cluster: Cluster, chance: Chance) -> str | None:
    """Do one random thing; what was done, or None if it was not possible."""
    draw = chance.below(sum(weight for weight, _ in POKES))
    for weight, poke in POKES:
        if draw < weight:
            return poke(cluster, chance)
        draw -= weight
    raise AssertionError("a draw lies beyond all weights")


def suspend_cronjobs(cluster: Cluster) -> Iterator[str]:
    """What would never be quiet rests from now on."""
    for cronjob in cluster.objects(CRONJOBS):
        if not cronjob["spec"].get("suspend"):
            yield change(cluster, CRONJOBS, cronjob, {"spec": {"suspend": True}}, f"suspend cronjob {name_of(cronjob)}")
