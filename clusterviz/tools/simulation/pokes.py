"""Random pokes: what a learner might do, drawn from one seeded generator. Every quantity varies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...cluster.cluster import CONTROL_PLANE, Cluster
from ...cluster.machinery.api import MERGE_PATCH, Request, Response
from ...cluster.machinery.chance import Chance
from ...cluster.machinery.objects import Object, deleting, name_of, namespace_of
from ...cluster.machinery.program import Ask, Code, Print, Program
from ...cluster.machinery.resources import (
    CRONJOBS,
    DAEMONSETS,
    DEPLOYMENTS,
    HORIZONTALPODAUTOSCALERS,
    JOBS,
    NODES,
    PODDISRUPTIONBUDGETS,
    PODS,
    REPLICASETS,
    SERVICES,
    STATEFULSETS,
    Resource,
)
from .breaking import fault
from .pod_specs import IMAGES, one_of, pod_spec

Poke = Callable[[Cluster, Chance], str | None]


def asking(request: Request) -> Code:
    """A program that sends one request and prints the answer's code."""
    response: Response = yield Ask(request)
    yield Print(f"{response.code} {response.message}\n")
    return 0 if response.ok else 1


def ask(cluster: Cluster, request: Request, text: str) -> str:
    """Send a request as the learner would, without kubectl's own checks."""
    cluster.run_program(Program(asking, (request,)), text)
    return text


def pick(objects: list[Object], chance: Chance) -> Object | None:
    """One of those in the namespace default (or in none) that nobody deletes; None if there is none."""
    here = [obj for obj in objects if namespace_of(obj) in ("", "default") and not deleting(obj)]
    return here[chance.below(len(here))] if here else None


def create_deployment(cluster: Cluster, chance: Chance) -> str | None:
    name = f"d{chance.below(6)}"
    template = {"metadata": {"labels": {"app": name}}, "spec": pod_spec(chance)}
    spec: Object = {
        "replicas": chance.below(8),
        "selector": {"matchLabels": {"app": name}},
        "template": template,
    }
    if not chance.below(4):
        spec["strategy"] = {"type": "Recreate"}
    body = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": spec}
    return ask(cluster, Request("create", DEPLOYMENTS, "default", body=body), f"create deployment {name}: {spec}")


def create_pod(cluster: Cluster, chance: Chance) -> str | None:
    name = f"p{chance.below(10)}"
    spec = pod_spec(chance)
    spec["restartPolicy"] = one_of(("Always", "OnFailure", "Never"), chance)
    body = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {"app": f"d{chance.below(6)}"}},
        "spec": spec,
    }
    return ask(cluster, Request("create", PODS, "default", body=body), f"create pod {name}: {spec}")


def create_service(cluster: Cluster, chance: Chance) -> str | None:
    name = f"d{chance.below(6)}"
    spec = {"selector": {"app": name}, "ports": [{"port": 80}]}
    body = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}
    return ask(cluster, Request("create", SERVICES, "default", body=body), f"create service {name}")


def _create(resource: Resource, name: str, spec: Object) -> Callable[[Cluster], str]:
    def create(cluster: Cluster) -> str:
        body = {"apiVersion": resource.api_version, "kind": resource.kind, "metadata": {"name": name}, "spec": spec}
        return ask(
            cluster, Request("create", resource, "default", body=body), f"create {resource.singular} {name}: {spec}"
        )

    return create


def create_other_workload(cluster: Cluster, chance: Chance) -> str | None:
    """A StatefulSet, a DaemonSet, a Job or a CronJob; a budget or an autoscaler for what is there."""
    kind, number = chance.below(6), chance.below(3)
    name = f"{('s', 'a', 'j', 'c', 'b', 'h')[kind]}{number}"
    template: Object = {"metadata": {"labels": {"app": name}}, "spec": pod_spec(chance)}
    selected = {"selector": {"matchLabels": {"app": name}}, "template": template}
    seconds, status = chance.below(30), chance.below(2)
    worker = {"name": "main", "image": "busybox", "command": ["sh", "-c", f"sleep {seconds}; exit {status}"]}
    job: Object = {"template": {"spec": {"restartPolicy": "Never", "containers": [worker]}}}
    job |= {"backoffLimit": chance.below(3), "completions": 1 + chance.below(3), "parallelism": 1 + chance.below(3)}
    app = f"d{chance.below(6)}"
    match kind:
        case 0:
            policy = one_of(("OrderedReady", "Parallel"), chance)
            spec = {"serviceName": name, "replicas": chance.below(4), "podManagementPolicy": policy, **selected}
            return _create(STATEFULSETS, name, spec)(cluster)
        case 1:
            return _create(DAEMONSETS, name, selected)(cluster)
        case 2:
            return _create(JOBS, name, job)(cluster)
        case 3:
            return _create(CRONJOBS, name, {"schedule": "* * * * *", "jobTemplate": {"spec": job}})(cluster)
        case 4:
            spec = {"minAvailable": chance.below(3), "selector": {"matchLabels": {"app": app}}}
            return _create(PODDISRUPTIONBUDGETS, name, spec)(cluster)
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": app}
    spec = {"scaleTargetRef": target, "minReplicas": 1 + chance.below(2), "maxReplicas": 3}
    return _create(HORIZONTALPODAUTOSCALERS, name, spec)(cluster)


def scale(cluster: Cluster, chance: Chance) -> str | None:
    deployment = pick(cluster.objects(DEPLOYMENTS), chance)
    if deployment is None:
        return None
    replicas = chance.below(10)
    body = {"spec": {"replicas": replicas}}
    request = Request("patch", DEPLOYMENTS, "default", name_of(deployment), body=body, content_type=MERGE_PATCH)
    return ask(cluster, request, f"scale deployment {name_of(deployment)} to {replicas}")


def change_image(cluster: Cluster, chance: Chance) -> str | None:
    deployment = pick(cluster.objects(DEPLOYMENTS), chance)
    if deployment is None:
        return None
    image = one_of(IMAGES, chance)
    body = {"spec": {"template": {"spec": {"containers": [{"name": "main", "image": image, "command": None}]}}}}
    request = Request("patch", DEPLOYMENTS, "default", name_of(deployment), body=body)
    request.content_type = "application/strategic-merge-patch+json"
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


def cordon(cluster: Cluster, chance: Chance) -> str | None:
    node = pick(cluster.objects(NODES), chance)
    if node is None or name_of(node) == CONTROL_PLANE:
        return None
    body = {"spec": {"unschedulable": bool(chance.below(2))}}
    request = Request("patch", NODES, "", name_of(node), body=body, content_type=MERGE_PATCH)
    return ask(cluster, request, f"set unschedulable of {name_of(node)} to {body['spec']['unschedulable']}")


def taint(cluster: Cluster, chance: Chance) -> str | None:
    """Keep Pods away from a node, or let them come again."""
    node = pick(cluster.objects(NODES), chance)
    if node is None or name_of(node) == CONTROL_PLANE:
        return None
    effect = one_of(("NoSchedule", "PreferNoSchedule", "NoExecute"), chance)
    change: Object = {"key": "kept", "value": "away", "effect": effect} if chance.below(2) else {"$patch": "delete"}
    body = {"spec": {"taints": [{"key": "kept", **change}]}}
    request = Request("patch", NODES, "", name_of(node), body=body)
    request.content_type = "application/strategic-merge-patch+json"
    return ask(cluster, request, f"taint {name_of(node)}: {change}")


def delete_node(cluster: Cluster, chance: Chance) -> str | None:
    """The Node object goes; its machine does not know, and its kubelet registers only when it starts."""
    node = pick(cluster.objects(NODES), chance)
    if node is None or name_of(node) == CONTROL_PLANE:
        return None
    return ask(cluster, Request("delete", NODES, "", name_of(node)), f"delete node {name_of(node)}")


POKES: tuple[tuple[int, Poke], ...] = (
    (6, create_deployment),
    (4, create_pod),
    (2, create_service),
    (5, scale),
    (3, change_image),
    (4, _delete(PODS)),
    (2, _delete(DEPLOYMENTS)),
    (1, _delete(REPLICASETS)),
    (1, _delete(SERVICES)),
    (5, create_other_workload),
    (1, _delete(STATEFULSETS)),
    (1, _delete(DAEMONSETS)),
    (1, _delete(JOBS)),
    (1, _delete(CRONJOBS)),
    (2, cordon),
    (1, taint),
    (1, delete_node),
    (14, fault),
)


def random_poke(cluster: Cluster, chance: Chance) -> str | None:
    """Do one random thing; what was done, or None if it was not possible."""
    draw = chance.below(sum(weight for weight, _ in POKES))
    for weight, poke in POKES:
        if draw < weight:
            return poke(cluster, chance)
        draw -= weight
    raise AssertionError("a draw lies beyond all weights")


def suspend_cronjobs(cluster: Cluster) -> None:
    """What would never be quiet rests from now on."""
    for cronjob in cluster.objects(CRONJOBS):
        if not cronjob["spec"].get("suspend"):
            request = Request("patch", CRONJOBS, "default", name_of(cronjob), body={"spec": {"suspend": True}})
            request.content_type = MERGE_PATCH
            ask(cluster, request, f"suspend cronjob {name_of(cronjob)}")
