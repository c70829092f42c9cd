"""The machines of a cluster: which processes run on each, how one joins and how one is taken away."""

from __future__ import annotations

from .cluster import Cluster
from .machinery.component import Component
from .machinery.cri import RUNNING
from .machinery.objects import make_key
from .machinery.resources import PODS
from .worker_node.container_runtime import Containerd


def names(cluster: Cluster) -> list[str]:
    """The machines, in the order in which they came."""
    return list(dict.fromkeys(component.node for component in cluster.components.values() if component.node))


def processes(cluster: Cluster, node: str) -> list[Component]:
    """The processes of a machine, in the order in which they start."""
    return [component for component in cluster.components.values() if component.node == node]


def add(cluster: Cluster, node: str) -> None:
    """A new worker machine, with its processes not yet started."""
    from .worker_node.machine import assemble_worker

    assemble_worker(cluster, node)


def remove(cluster: Cluster, node: str) -> None:
    """The machine and its processes are gone for good."""
    for component in processes(cluster, node):
        cluster.network.leave(component.name)
        cluster.kept_down.pop(component.name, None)


def kill(runtime: Containerd, namespace: str, pod: str, container: str) -> bool:
    """Kill the first process of a running container. False if there is no such container."""
    for identity, found in runtime.containers.items():
        if (found.pod.namespace, found.pod.name, found.name) == (namespace, pod, container) and found.state == RUNNING:
            runtime.kill(identity)
            return True
    return False


def runtime_of_pod(cluster: Cluster, namespace: str, name: str) -> Containerd | None:
    """The container runtime of the Pod's node, if it runs."""
    key = make_key(namespace, name)
    for pod in cluster.objects(PODS):
        if make_key(pod["metadata"]["namespace"], pod["metadata"]["name"]) == key:
            runtime = cluster.components.get(f"container-runtime/{pod['spec'].get('nodeName', '')}")
            return runtime if isinstance(runtime, Containerd) and runtime.running else None
    return None
