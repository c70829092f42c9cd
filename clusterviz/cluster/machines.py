"""The machines of a cluster: which processes run on each, how one joins and how one is taken away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .addons.ingress_nginx import IngressNginx
from .addons.metallb import MetalLB
from .addons.metrics_server import MetricsServer
from .cluster import Cluster
from .machinery.component import Component, Ground
from .machinery.cri import RUNNING
from .machinery.kernel import Cgroup
from .machinery.machine import RUNTIMES, Machine
from .machinery.objects import make_key
from .machinery.resources import PODS
from .worker_node.container_runtime import (
    Containerd,
    ContainerRuntime,
    CriDockerd,
    Crio,
    Dockerd,
    DockersContainerd,
    Rkt,
)
from .worker_node.container_runtime.images import Registry
from .worker_node.container_runtime.images.use import use_of
from .worker_node.kube_proxy import KubeProxy
from .worker_node.kubelet import Kubelet
from .worker_node.pod_network import PodNetwork

# The program in an image → the component that it runs as.
PROGRAMS: dict[str, Callable[..., Any]] = {
    "ingress-nginx": IngressNginx,
    "metallb": MetalLB,
    "metrics-server": MetricsServer,
}
SYSTEM = "kube-system"
CONTAINERS = ("kube-proxy", "coredns")  # components that run in the container of this name


def names(cluster: Cluster) -> list[str]:
    """The machines, in the order in which they came."""
    return list(dict.fromkeys(component.node for component in cluster.components.values() if component.node))


def processes(cluster: Cluster, node: str) -> list[Component]:
    """The processes of a machine, in the order in which they start."""
    return [component for component in cluster.components.values() if component.node == node]


def assemble(ground: Ground, machine: Machine, registry: Registry) -> list[Component]:
    """Put the processes onto a machine; the caller starts them."""
    name = machine.name
    machine.describe()
    for program in machine.static_pods:
        _account(ground, machine, program)
    machine.programs = PROGRAMS
    machine.routes[machine.address] = f"pod-network/{name}"
    components: list[Component] = [
        PodNetwork(ground, f"pod-network/{name}", name, machine),
        *_runtime(ground, machine, registry),
        Kubelet(ground, f"kubelet/{name}", name, machine),
    ]
    if not machine.hollow:
        components.append(KubeProxy(ground, f"kube-proxy/{name}", name, machine))
    return components


def _runtime(ground: Ground, machine: Machine, registry: Registry) -> list[Component]:
    """The processes of the machine's container runtime; the first one has the containers."""
    node = machine.name
    name = f"container-runtime/{node}"
    match machine.runtime:
        case "containerd":
            return [Containerd(ground, name, node, machine, registry)]
        case "cri-o":
            return [Crio(ground, name, node, machine, registry)]
        case "docker":
            containers = DockersContainerd(ground, name, node, machine, registry)
            dockerd = Dockerd(ground, f"dockerd/{node}", name, containers)
            return [containers, dockerd, CriDockerd(ground, f"cri-dockerd/{node}", machine, dockerd.name)]
        case "rkt":
            return [Rkt(ground, name, node, machine, registry)]
    raise AssertionError(f"{node} shall have the runtime {machine.runtime!r}; there are: {', '.join(RUNTIMES)}")


def _account(ground: Ground, machine: Machine, program: str) -> None:
    """A process of the control plane: the kernel counts what it uses, as for any container."""
    image = "etcd" if program.startswith("etcd") else program
    use = use_of(f"registry.k8s.io/{image}")
    group = Cgroup(
        f"static/{program}", f"static/{program}", SYSTEM, f"{program}-{machine.name}", program, ground.clock.now_ms
    )
    group.oom_score_adj, group.idle_millis = -997, use.idle_millis
    group.hold(use.memory_bytes, ground.clock.now_ms)
    machine.kernel.enter(group)


def machine_of(cluster: Cluster, node: str) -> Machine:
    """The machine itself: its kernel knows what is used of it."""
    kubelet = cluster.components[f"kubelet/{node}"]
    assert isinstance(kubelet, Kubelet), f"{kubelet.name} is no kubelet"
    return kubelet.machine


def add(cluster: Cluster, node: str, runtime: str = "containerd") -> None:
    """A further worker joins: like the others, with the next free address and range. The caller starts its processes."""
    kubelets = [one for one in cluster.components.values() if isinstance(one, Kubelet)]
    known = [one.machine for one in kubelets]
    hollow = any(machine.hollow for machine in known)
    shared = registry(cluster) or Registry(serves_all=hollow)
    hosts = [int(machine.address.rpartition(".")[2]) for machine in known]
    machine = Machine(node, f"172.18.0.{max(hosts, default=2) + 1}", hollow=hollow, runtime=runtime)
    machine.held_down = {name: True for name in CONTAINERS if name in cluster.kept_down}
    if known:
        machine.routes = known[0].routes
    assemble(cluster.ground, machine, shared)


def registry(cluster: Cluster) -> Registry | None:
    """The image registry that all machines ask; None without machines."""
    found = [one.registry for one in cluster.components.values() if isinstance(one, ContainerRuntime)]
    return found[0] if found else None


def shut_down(cluster: Cluster, node: str) -> None:
    """The machine shuts down: at once, or when its kubelet has no objection any more."""
    kubelet = cluster.components.get(f"kubelet/{node}")
    if isinstance(kubelet, Kubelet) and kubelet.running and kubelet.shutdown.periods:
        kubelet.shutdown.begin()
    else:
        cluster.network.lose_power(node)


def remove(cluster: Cluster, node: str) -> None:
    """The machine and its processes are gone for good."""
    for component in processes(cluster, node):
        cluster.network.leave(component.name)
        cluster.kept_down.pop(component.name, None)


def hold_down(cluster: Cluster, component: str) -> None:
    """A stopped process that has a container of its own: the container dies, and again whenever the kubelet starts it."""
    container = component.partition("/")[0]
    for runtime in _runtimes_with(cluster, component):
        runtime.machine.held_down[container] = True
        for pod in list(runtime.pods.values()):
            if pod.namespace == SYSTEM:
                kill(runtime, pod.namespace, pod.name, container)


def let_go(cluster: Cluster, component: str) -> None:
    """It may run again: its kubelets start the container now, whatever they had still to wait."""
    container = component.partition("/")[0]
    for runtime in _runtimes_with(cluster, component):
        if runtime.machine.held_down.pop(container, False):
            kubelet = cluster.components[f"kubelet/{runtime.node}"]
            if isinstance(kubelet, Kubelet) and kubelet.running:
                kubelet.try_again(SYSTEM, container)


def _runtimes_with(cluster: Cluster, component: str) -> list[ContainerRuntime]:
    """Where the containers of a component run: kube-proxy on its machine, CoreDNS on any. The others are no containers here."""
    kind, _, node = component.partition("/")
    if kind not in CONTAINERS:
        return []
    runtimes = [one for one in cluster.components.values() if isinstance(one, ContainerRuntime)]
    return [runtime for runtime in runtimes if node in ("", runtime.node)]


def kill(runtime: ContainerRuntime, namespace: str, pod: str, container: str) -> bool:
    """Kill the first process of a running container. False if there is no such container."""
    for identity, found in runtime.containers.items():
        if (found.pod.namespace, found.pod.name, found.name) == (namespace, pod, container) and found.state == RUNNING:
            runtime.kill(identity)
            return True
    return False


def runtime_of_pod(cluster: Cluster, namespace: str, name: str) -> ContainerRuntime | None:
    """The container runtime of the Pod's node, if it runs."""
    key = make_key(namespace, name)
    for pod in cluster.objects(PODS):
        if make_key(pod["metadata"]["namespace"], pod["metadata"]["name"]) == key:
            runtime = cluster.components.get(f"container-runtime/{pod['spec'].get('nodeName', '')}")
            return runtime if isinstance(runtime, ContainerRuntime) and runtime.running else None
    return None
