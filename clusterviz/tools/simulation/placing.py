"""Random wishes of Pods about where they run: by labels of nodes, near other Pods or away from them. As conditions, or as wishes."""

from __future__ import annotations

from ...cluster.cluster import CONTROL_PLANE, Cluster
from ...cluster.machinery.chance import Chance
from ...cluster.machinery.objects import Object, name_of
from ...cluster.machinery.resources import NODES
from .asking import change, pick

ZONE = "topology.kubernetes.io/zone"
HOST = "kubernetes.io/hostname"
LABELS = {"disk": ("ssd", "hdd"), ZONE: ("east", "west")}  # what a poke writes on nodes, and Pods select by


def place(spec: Object, chance: Chance) -> None:
    """Write one or two such wishes into a Pod's spec."""
    match chance.below(6):
        case 0:
            spec["nodeSelector"] = {"disk": _one_of(LABELS["disk"], chance)}
        case 1:
            spec["affinity"] = {"nodeAffinity": _node_affinity(chance)}
        case 2:
            spec["affinity"] = {"podAffinity": _pod_affinity(chance)}
        case 3:
            spec["affinity"] = {"podAntiAffinity": _pod_affinity(chance)}
        case 4:
            spec["affinity"] = {"nodeAffinity": _node_affinity(chance), "podAntiAffinity": _pod_affinity(chance)}
        case 5:
            spec["topologySpreadConstraints"] = [spread(chance), spread(chance) | {"topologyKey": ZONE}]


def spread(chance: Chance) -> Object:
    """Over the nodes: as a wish, or as a condition."""
    constraint: Object = {
        "maxSkew": 1 + chance.below(2),
        "topologyKey": HOST,
        "whenUnsatisfiable": _one_of(("ScheduleAnyway", "DoNotSchedule"), chance),
        "labelSelector": _pods(chance),
    }
    if not chance.below(4):
        constraint["nodeTaintsPolicy"] = "Honor"
    return constraint


def _one_of(values: tuple[str, ...], chance: Chance) -> str:
    return values[chance.below(len(values))]


def _pods(chance: Chance) -> Object:
    """A selector of some workloads' Pods."""
    apps = [f"d{chance.below(6)}", f"r{chance.below(3)}"]
    match chance.below(4):
        case 0:
            return {"matchExpressions": [{"key": "app", "operator": "In", "values": apps}]}
        case 1:
            return {"matchExpressions": [{"key": "app", "operator": "NotIn", "values": apps}]}
    return {"matchLabels": {"app": apps[0]}}


def _nodes(chance: Chance) -> Object:
    """A term that selects some nodes."""
    key = _one_of(tuple(LABELS), chance)
    operator = _one_of(("In", "NotIn", "Exists", "DoesNotExist"), chance)
    expression: Object = {"key": key, "operator": operator}
    if operator in ("In", "NotIn"):
        expression["values"] = [_one_of(LABELS[key], chance)]
    return {"matchExpressions": [expression]}


def _node_affinity(chance: Chance) -> Object:
    if chance.below(2):
        terms = [_nodes(chance) for _ in range(1 + chance.below(2))]
        return {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}
    wish = {"weight": 1 + chance.below(100), "preference": _nodes(chance)}
    return {"preferredDuringSchedulingIgnoredDuringExecution": [wish]}


def _pod_affinity(chance: Chance) -> Object:
    term = {"labelSelector": _pods(chance), "topologyKey": _one_of((HOST, HOST, ZONE), chance)}
    if chance.below(2):
        return {"requiredDuringSchedulingIgnoredDuringExecution": [term]}
    return {
        "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1 + chance.below(100), "podAffinityTerm": term}]
    }


def label_node(cluster: Cluster, chance: Chance) -> str | None:
    """A node gets a label that Pods ask for, gets another value of it, or loses it."""
    node = pick(cluster.objects(NODES), chance)
    if node is None or name_of(node) == CONTROL_PLANE:
        return None
    key = _one_of(tuple(LABELS), chance)
    value = None if not chance.below(4) else _one_of(LABELS[key], chance)
    text = f"label {name_of(node)}: {key}={value}"
    return change(cluster, NODES, node, {"metadata": {"labels": {key: value}}}, text)
