"""Clusters to begin with: what is there before anybody has done anything."""

from __future__ import annotations

from . import internet
from .addons import kubeadm, metrics_server
from .addons.coredns import CoreDNS
from .cluster import CONTROL_PLANE, Cluster
from .machinery.api import MERGE_PATCH, Request
from .machinery.machine import Machine
from .machinery.objects import Object, namespace_of
from .machinery.program import SUPER_ADMIN, Ask, Code, Program, Sleep
from .machinery.resources import NODES, Resource
from .machines import assemble
from .quiet import settle
from .worker_node.container_runtime.images import Registry

THREE_NODES = "three-nodes"
BARE = "bare"
THREE_MEMBERS = "three-members"
RUNTIMES = "runtimes"
RUNTIME_OF = ("containerd", "cri-o", "docker")  # of the workers of `runtimes`, in turn
WITH_METRICS = "with-metrics"
PRESETS = (THREE_NODES, BARE, THREE_MEMBERS, RUNTIMES, WITH_METRICS)
# What one applies from the web: where it lies → its objects.
PUBLISHED = {metrics_server.URL: metrics_server.objects}
EPOCH_MS = 1_767_225_600_000

CONTROL_PLANE_ROLE = "node-role.kubernetes.io/control-plane"
NODES_READY_AT_MOST_MS = 20_000
BOOT_AT_MOST_MS = 60_000
METRICS_READY_MS = 45_000  # of which the readiness probe waits 20 s
CONTROL_PLANE_FIRST_MS = 1_000  # the machines join when there is an API server to join


def make(
    preset: str = THREE_NODES, seed: int = 1, epoch_ms: int = EPOCH_MS, nodes: int | None = None, debug: bool = False
) -> Cluster:
    """A cluster, booted and quiet. `nodes`: how many workers (3, bare: 1, unless told). `debug`: freeze what is stored."""
    assert preset in PRESETS, f"there is no preset {preset!r}; there are: {', '.join(PRESETS)}"
    cluster = Cluster(seed, epoch_ms, etcd_members=3 if preset == THREE_MEMBERS else 1)
    cluster.api_server.debug_freeze = debug
    if preset == BARE:
        _bare(cluster, 1 if nodes is None else nodes)
    else:
        _kubeadm(cluster, 3 if nodes is None else nodes, RUNTIME_OF if preset == RUNTIMES else ("containerd",))
    if preset == WITH_METRICS:
        _measured(cluster)
    settle(cluster, BOOT_AT_MOST_MS)
    return cluster


def _bare(cluster: Cluster, nodes: int) -> None:
    """As the recorded sessions have it: nothing in kube-system, hollow nodes, a registry that serves every name at once."""
    registry = Registry(serves_all=True)
    routes: dict[str, str] = {}
    # The recorded control plane had one copy of each component, and so no elections and no events of them.
    cluster.scheduler.leader_elect = cluster.controller_manager.leader_elect = False
    cluster.controller_manager.own_accounts = False
    _start_control_plane(cluster, [kubeadm.administrators()])
    for number in range(1, nodes + 1):
        pod_cidr = f"10.244.{number - 1}.0/24"
        machine = Machine(f"node-{number}", _address(number + 1), pod_cidr, hollow=True, routes=routes)
        _join(cluster, machine, registry)
    _wait_for_nodes(cluster, nodes)


def _kubeadm(cluster: Cluster, nodes: int, runtimes: tuple[str, ...]) -> None:
    """As kubeadm leaves it: a control plane that is a Node too, and workers; CoreDNS and kube-proxy."""
    registry = Registry()
    routes: dict[str, str] = {}
    internet.connect(routes)
    internet.Internet(cluster.ground, internet.NAME, "").start()
    _start_control_plane(cluster, kubeadm.roles())
    control_plane = Machine(
        CONTROL_PLANE,
        _address(2),
        "10.244.0.0/24",
        spec={"taints": [{"key": CONTROL_PLANE_ROLE, "effect": "NoSchedule"}]},
        static_pods=static_pods(cluster),
        routes=routes,
    )
    _join(cluster, control_plane, registry)
    for number in range(1, nodes + 1):
        machine = Machine(f"node-{number}", _address(number + 2), f"10.244.{number}.0/24", routes=routes)
        machine.runtime = runtimes[(number - 1) % len(runtimes)]
        _join(cluster, machine, registry)
    _wait_for_nodes(cluster, nodes + 1)
    CoreDNS(cluster.ground, "coredns", "").start()
    cluster.you.routes = routes
    cluster.run_program(Program(_install, (kubeadm.objects(), True), SUPER_ADMIN), "kubeadm init", who="kubeadm")
    cluster.run_for(2_000)


def _measured(cluster: Cluster) -> None:
    """With metrics-server, and its first two measurements."""
    found = metrics_server.manifest()
    cluster.run_program(Program(_install, (found,), SUPER_ADMIN), f"kubectl apply -f {metrics_server.URL}", "kubeadm")
    cluster.run_for(METRICS_READY_MS)


def static_pods(cluster: Cluster) -> tuple[str, ...]:
    """The processes of the control plane that run as static Pods."""
    members = (member.name for member in cluster.members)
    return (*members, "kube-apiserver", "kube-controller-manager", "kube-scheduler")


def _start_control_plane(cluster: Cluster, roles: list[tuple[Resource, Object]]) -> None:
    """With the roles without which neither the administrator nor who joins may do anything."""
    cluster.start()
    cluster.run_for(CONTROL_PLANE_FIRST_MS // 2)
    cluster.run_program(Program(_install, (roles,), SUPER_ADMIN), "kubeadm init: roles", who="kubeadm")
    cluster.run_for(CONTROL_PLANE_FIRST_MS // 2)


def _join(cluster: Cluster, machine: Machine, registry: Registry) -> None:
    """A machine's processes start, and its kubelet registers it."""
    cluster.trace.poke(cluster.now_ms, "kubeadm", f"{machine.name} joins")
    for component in assemble(cluster.ground, machine, registry):
        component.start()


def _install(objects: list[tuple[Resource, Object]], mark: bool = False) -> Code:
    """Create what kubeadm creates; what is refused because something is not there yet is tried again."""
    if mark:  # a kubelet cannot give itself a role
        labels = {CONTROL_PLANE_ROLE: "", "node.kubernetes.io/exclude-from-external-load-balancers": ""}
        body = {"metadata": {"labels": labels}}
        yield Ask(Request("patch", NODES, "", CONTROL_PLANE, body=body, content_type=MERGE_PATCH))
    for resource, obj in objects:
        for _ in range(20):
            response = yield Ask(Request("create", resource, namespace_of(obj), body=obj))
            if response.ok or response.code == 409:
                break
            yield Sleep(250)
    return 0


def _address(host: int) -> str:
    return f"172.18.{host // 250}.{host % 250}"


def _wait_for_nodes(cluster: Cluster, count: int) -> None:
    """Until every node is ready and nothing keeps Pods away from the workers."""
    until_ms = cluster.now_ms + NODES_READY_AT_MOST_MS
    while cluster.now_ms < until_ms:
        cluster.run_for(250)
        nodes = cluster.objects(NODES)
        taints = [taint["key"] for node in nodes for taint in node["spec"].get("taints", ())]
        if len(nodes) == count and all(key == CONTROL_PLANE_ROLE for key in taints):
            return
