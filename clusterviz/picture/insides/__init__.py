"""What is inside a thing, for whoever comes near: containers, processes, probes, volumes, rules, questions. Through the glass wall.

Only who has something open, or near, asks for its inside: it is in no frame.
"""

from __future__ import annotations

from typing import Any

from ...cluster.cluster import CONTROL_PLANE, Cluster
from ...cluster.machinery.objects import Object, name_of, namespace_of
from ...cluster.machinery.resources import PODS
from .asked import asked
from .deciders import controllers_inside, etcd_inside, scheduler_inside
from .machines import kubelet_inside, node_inside, runtime_inside, system_inside
from .pods import pod_inside
from .processes import Processes
from .rules import rules_of, service_inside

Inside = dict[str, Any]

MOST = 24  # things whose inside one look may ask for


def inside(cluster: Cluster, element: str) -> Inside | None:
    """The inside of `pod/default/web`, `node/node-1`, `kubelet/node-1`, `kube-proxy/node-1`, `service/default/web`, `coredns` …"""
    return insides(cluster, [element]).get(element)


def insides(cluster: Cluster, elements: list[str]) -> dict[str, Inside]:
    """What is inside these, by their ids; what has no inside, or is gone, is left out."""
    pods = {f"pod/{namespace_of(pod)}/{name_of(pod)}": pod for pod in cluster.objects(PODS)}
    processes = Processes(cluster)
    found = {element: _inside(cluster, element, pods, processes) for element in elements[:MOST]}
    return {element: one for element, one in found.items() if one is not None}


def _inside(cluster: Cluster, element: str, pods: dict[str, Object], processes: Processes) -> Inside | None:
    kind, _, rest = element.partition("/")
    if kind == "pod":
        parts = element.split("/")  # pod/default/web, and perhaps the name of one of its containers
        pod = pods.get("/".join(parts[:3]))
        return pod_inside(cluster, pod, processes, "/".join(parts[3:])) if pod is not None else None
    if kind == "service":
        return service_inside(cluster, rest)
    if kind == "coredns":
        return {"asked": asked(cluster)}
    if kind == "kube-scheduler":
        return scheduler_inside(cluster)
    if kind == "kube-controller-manager":
        return controllers_inside(cluster)
    if kind.startswith("etcd"):
        return etcd_inside(cluster, kind)
    machine = CONTROL_PLANE if kind == "plane" else rest
    if f"kubelet/{machine}" not in cluster.components:
        return None
    match kind:
        case "node" | "plane":
            return node_inside(cluster, machine, processes)
        case "kubelet":
            return kubelet_inside(cluster, machine)
        case "kube-proxy":
            return {"rules": rules_of(cluster, machine)}
        case "system":
            return system_inside(cluster, machine)
        case "container-runtime":
            return runtime_inside(cluster, machine, processes)
    return None
