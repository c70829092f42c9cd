"""Liveness of what limits and steers others: quotas, disruption budgets, autoscalers, namespaces. Fact sheet §7."""

from __future__ import annotations

from collections.abc import Iterator

from ..cluster import Cluster
from ..machinery.objects import (
    Object,
    condition_true,
    deleting,
    key_of,
    labels_of,
    name_of,
    namespace_of,
    unfinished,
)
from ..machinery.quantities import milli
from ..machinery.resources import (
    DEPLOYMENTS,
    HORIZONTALPODAUTOSCALERS,
    NAMESPACES,
    PODDISRUPTIONBUDGETS,
    PODS,
    RESOURCEQUOTAS,
    SERVICES,
)


def quotas_count_truly(cluster: Cluster) -> Iterator[str]:
    """What a quota says is used is what is there: Pods that are not finished, what they ask for, Services."""
    for quota in cluster.objects(RESOURCEQUOTAS):
        used = (quota.get("status") or {}).get("used") or {}
        pods = [pod for pod in cluster.objects(PODS) if namespace_of(pod) == namespace_of(quota) and unfinished(pod)]
        services = [one for one in cluster.objects(SERVICES) if namespace_of(one) == namespace_of(quota)]
        there = {"pods": len(pods), "services": len(services), "requests.cpu": sum(_cpu_millis(pod) for pod in pods)}
        for name in quota["spec"]["hard"]:
            said = milli(used.get(name, "0")) // (1 if name == "requests.cpu" else 1_000)
            if name in there and said != there[name]:
                yield f"ResourceQuota {key_of(quota)} says that {used.get(name)} of {name} is used, but it is {there[name]}"


def _cpu_millis(pod: Object) -> int:
    """What a Pod asks for: its containers and sidecars together, or if that is more, one init container and the sidecars so far."""
    sidecars = most = 0
    for one in pod["spec"].get("initContainers") or ():
        asked = milli(one.get("resources", {}).get("requests", {}).get("cpu", "0"))
        if one.get("restartPolicy") == "Always":
            sidecars += asked
            most = max(most, sidecars)
        else:
            most = max(most, sidecars + asked)
    together = [one.get("resources", {}).get("requests", {}).get("cpu", "0") for one in pod["spec"]["containers"]]
    return max(most, sidecars + sum(milli(each) for each in together))


def budgets_are_true(cluster: Cluster) -> Iterator[str]:
    """A disruption budget counts the ready Pods that it selects, and allows as many disruptions as there are too many."""
    for budget in cluster.objects(PODDISRUPTIONBUDGETS):
        wanted = budget["spec"]["selector"]["matchLabels"].items()
        healthy = [
            key_of(pod)
            for pod in cluster.objects(PODS)
            if namespace_of(pod) == namespace_of(budget)
            and wanted <= labels_of(pod).items()
            and not deleting(pod)
            and condition_true(pod, "Ready")
        ]
        status = budget.get("status") or {}
        if status.get("observedGeneration") != budget["metadata"].get("generation"):
            yield f"PodDisruptionBudget {key_of(budget)} has a change that its controller has not observed"
        elif condition_true(budget, "DisruptionAllowed") != (status["disruptionsAllowed"] > 0):
            yield f"PodDisruptionBudget {key_of(budget)} allows {status['disruptionsAllowed']}: {status['conditions']}"
        elif any(one["reason"] == "SyncFailed" for one in status["conditions"]):
            if status["disruptionsAllowed"]:  # it cannot tell how many Pods there should be, and so allows nothing
                yield f"PodDisruptionBudget {key_of(budget)} cannot count, but allows {status['disruptionsAllowed']}"
        elif status["currentHealthy"] != len(healthy) or status["disruptionsAllowed"] != max(
            0, len(healthy) - status["desiredHealthy"] if status["expectedPods"] else 0
        ):
            yield f"PodDisruptionBudget {key_of(budget)} says {status}, but these are healthy: {healthy}"


def autoscalers_are_obeyed(cluster: Cluster) -> Iterator[str]:
    """A Deployment that one autoscaler steers, and that is not switched off, has not less and not more than that one allows."""
    steering: dict[str, list[Object]] = {}
    for autoscaler in cluster.objects(HORIZONTALPODAUTOSCALERS):
        target = f"{namespace_of(autoscaler)}/{autoscaler['spec']['scaleTargetRef']['name']}"
        steering.setdefault(target, []).append(autoscaler)
    for deployment in cluster.objects(DEPLOYMENTS):
        replicas = deployment["spec"].get("replicas", 1)
        found = steering.get(key_of(deployment), [])
        if len(found) != 1 or not replicas or deleting(deployment):
            continue
        least, most = found[0]["spec"].get("minReplicas", 1), found[0]["spec"]["maxReplicas"]
        if not least <= replicas <= most:
            yield f"Deployment {key_of(deployment)} has {replicas} replicas, but its autoscaler wants {least} to {most}"


def namespaces_end(cluster: Cluster) -> Iterator[str]:
    """A namespace that somebody deletes goes, when all that was in it has gone."""
    for namespace in cluster.objects(NAMESPACES):
        if deleting(namespace):
            yield f"namespace {name_of(namespace)} is still being deleted: {namespace.get('status')}"
