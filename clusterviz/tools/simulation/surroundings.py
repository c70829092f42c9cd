"""Random surroundings of workloads: Services of every type, rules of who may reach whom, volumes, settings, quotas, classes, namespaces."""

from __future__ import annotations

from ...cluster.cluster import Cluster
from ...cluster.machinery.chance import Chance
from ...cluster.machinery.objects import Object, deleting, name_of
from ...cluster.machinery.resources import (
    CONFIGMAPS,
    DEPLOYMENTS,
    HORIZONTALPODAUTOSCALERS,
    INGRESSES,
    LIMITRANGES,
    NAMESPACES,
    NETWORKPOLICIES,
    PERSISTENTVOLUMECLAIMS,
    PERSISTENTVOLUMES,
    PODDISRUPTIONBUDGETS,
    PRIORITYCLASSES,
    RESOURCEQUOTAS,
    SERVICES,
)
from .asking import Poke, create
from .pod_specs import CLAIMS, PRIORITIES, SETTINGS, VOLUME_CLASS, one_of, pod_spec

SIZES = ("100Mi", "1Gi", "5Gi")
APPS = 6
GROUPS = 3


def app(chance: Chance) -> str:
    """The label of some workload: a Deployment's, or that of a ReplicaSet and a ReplicationController."""
    return f"d{chance.below(APPS)}" if chance.below(4) else f"r{chance.below(GROUPS)}"


def create_service(cluster: Cluster, chance: Chance) -> str | None:
    """Of every type: with an address, a port of all nodes, an address outside, no address, another name; with no selector."""
    name = app(chance)
    spec: Object = {"selector": {"app": name}, "ports": [{"port": 80}]}
    match chance.below(12):
        case 0:
            spec["type"] = "NodePort"
        case 1:
            spec |= {"type": "LoadBalancer", "externalTrafficPolicy": one_of(("Cluster", "Local"), chance)}
        case 2:
            spec["clusterIP"] = "None"
        case 3:
            return create(cluster, SERVICES, name, spec={"type": "ExternalName", "externalName": "example.com"})
        case 4:
            del spec["selector"]
        case 5:
            spec |= {"sessionAffinity": "ClientIP", "internalTrafficPolicy": one_of(("Cluster", "Local"), chance)}
        case 6:
            spec["publishNotReadyAddresses"] = True
        case 7:
            spec["ports"] = [{"name": "web", "port": 80}, {"name": "other", "port": 6379, "targetPort": 6379}]
    return create(cluster, SERVICES, name, spec=spec)


def create_ingress(cluster: Cluster, chance: Chance) -> str | None:
    """A way in for a Service, which may not be there."""
    backend: Object = {"service": {"name": app(chance), "port": {"number": 80}}}
    path = {"path": "/", "pathType": "Prefix", "backend": backend}
    spec: Object = {"rules": [{"host": f"{chance.below(GROUPS)}.example.com", "http": {"paths": [path]}}]}
    return create(cluster, INGRESSES, f"i{chance.below(GROUPS)}", spec=spec)


def create_network_policy(cluster: Cluster, chance: Chance) -> str | None:
    """Some Pods may be reached by some others only, or by nobody."""
    spec: Object = {"podSelector": {"matchLabels": {"app": app(chance)}}, "policyTypes": ["Ingress"]}
    if chance.below(3):
        peer = {"podSelector": {"matchLabels": {"app": app(chance)}}}
        spec["ingress"] = [{"from": [peer], "ports": [{"port": (80, 6379)[chance.below(2)]}]}]
    return create(cluster, NETWORKPOLICIES, f"n{chance.below(GROUPS)}", spec=spec)


def create_budget(cluster: Cluster, chance: Chance) -> str | None:
    """A disruption budget by one of its two numbers, whole or in percent."""
    number: object = chance.below(4) if chance.below(2) else f"{25 * chance.below(5)}%"
    spec: Object = {"selector": {"matchLabels": {"app": app(chance)}}}
    spec[one_of(("minAvailable", "maxUnavailable"), chance)] = number
    return create(cluster, PODDISRUPTIONBUDGETS, f"b{chance.below(GROUPS)}", spec=spec)


def create_autoscaler(cluster: Cluster, chance: Chance) -> str | None:
    """A horizontal autoscaler of a Deployment that may be there."""
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": f"d{chance.below(APPS)}"}
    metric = {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 20 + chance.below(70)}}
    spec: Object = {"scaleTargetRef": target, "minReplicas": 1 + chance.below(2), "maxReplicas": 2 + chance.below(4)}
    spec["metrics"] = [{"type": "Resource", "resource": metric}]
    return create(cluster, HORIZONTALPODAUTOSCALERS, f"h{chance.below(GROUPS)}", spec=spec)


def create_volume(cluster: Cluster, chance: Chance) -> str | None:
    """A piece of storage that an administrator has put there by hand."""
    number = chance.below(4)
    spec: Object = {
        "capacity": {"storage": one_of(SIZES, chance)},
        "accessModes": ["ReadWriteOnce"],
        "storageClassName": VOLUME_CLASS,
        "persistentVolumeReclaimPolicy": "Retain",
        "hostPath": {"path": f"/mnt/{number}"},
    }
    return create(cluster, PERSISTENTVOLUMES, f"v{number}", spec=spec)


def create_claim(cluster: Cluster, chance: Chance) -> str | None:
    """A wish for storage, which some Pods mount."""
    spec: Object = {
        "accessModes": ["ReadWriteOnce"],
        "storageClassName": VOLUME_CLASS,
        "resources": {"requests": {"storage": one_of(SIZES, chance)}},
    }
    return create(cluster, PERSISTENTVOLUMECLAIMS, one_of(CLAIMS, chance), spec=spec)


def create_settings(cluster: Cluster, chance: Chance) -> str | None:
    """A ConfigMap that some containers read when they start."""
    return create(cluster, CONFIGMAPS, one_of(SETTINGS, chance), data={"level": str(chance.below(10))})


def create_quota(cluster: Cluster, chance: Chance) -> str | None:
    """A limit on how many Pods there are, how much they ask for, how many Services there are."""
    hard: Object = {"pods": str(2 + chance.below(20))}
    if not chance.below(3):
        hard["requests.cpu"] = f"{500 + 500 * chance.below(8)}m"
    if chance.below(2):
        hard["services"] = str(1 + chance.below(5))
    return create(cluster, RESOURCEQUOTAS, f"q{chance.below(2)}", spec={"hard": hard})


def create_limit_range(cluster: Cluster, chance: Chance) -> str | None:
    """What a container gets that asks for nothing, and the most that it may ask for."""
    limit: Object = {"type": "Container", "defaultRequest": {"cpu": "100m", "memory": "64Mi"}}
    if not chance.below(3):
        limit["max"] = {"memory": "2Gi"}
    return create(cluster, LIMITRANGES, "l0", spec={"limits": [limit]})


def create_priority(cluster: Cluster, chance: Chance) -> str | None:
    """A priority that some Pods name: they may push others off a node, or only wait before them."""
    name = one_of(PRIORITIES, chance)
    policy = one_of(("PreemptLowerPriority", "PreemptLowerPriority", "Never"), chance)
    value = {"high": 1_000, "low": -10}[name]
    return create(cluster, PRIORITYCLASSES, name, value=value, preemptionPolicy=policy)


def create_namespace(cluster: Cluster, chance: Chance) -> str | None:
    """A namespace, or a Deployment in one of those that somebody has made."""
    spaces = [name_of(one) for one in cluster.objects(NAMESPACES) if name_of(one)[:1] == "z" and not deleting(one)]
    if not spaces or not chance.below(4):
        return create(cluster, NAMESPACES, f"z{chance.below(2)}")
    name = f"d{chance.below(APPS)}"
    template = {"metadata": {"labels": {"app": name}}, "spec": pod_spec(chance)}
    spec: Object = {"replicas": chance.below(4), "selector": {"matchLabels": {"app": name}}, "template": template}
    return create(cluster, DEPLOYMENTS, name, spaces[chance.below(len(spaces))], spec=spec)


CREATE: tuple[Poke, ...] = (
    create_ingress,
    create_network_policy,
    create_budget,
    create_autoscaler,
    create_volume,
    create_claim,
    create_volume,
    create_claim,
    create_settings,
    create_quota,
    create_limit_range,
    create_priority,
    create_namespace,
)


def create_surroundings(cluster: Cluster, chance: Chance) -> str | None:
    """One of all these, each as likely as the others; volumes and claims twice, for they need each other."""
    return CREATE[chance.below(len(CREATE))](cluster, chance)
